# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from werkzeug.exceptions import Gone, NotFound, RequestEntityTooLarge

from odoo import http
from odoo.http import request
from odoo.tools.mimetypes import guess_mimetype

from ..models.content import formats

# Bytes of a whole answer; more is refused before it is read.
LIMIT = 64 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_MIMETYPES = frozenset({'application/pdf', 'image/jpeg', 'image/png'})
_DATA_FIELDS = (
    'contact_name', 'contact_function', 'phone', 'email', 'street', 'city', 'zip', 'vat',
)
_LONGEST = 200
# Nobody keeps the page, or is told by it where it lies.
_HEADERS = {
    'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer',
    'X-Robots-Tag': 'noindex, nofollow',
}


def _get_limit(_controller):
    """Refuse what is too large by what it says of itself, with a sentence.

    :return: what is read at most, of an answer that does not say how large it is
    :rtype: int
    """
    if (request.httprequest.content_length or 0) > LIMIT:
        raise RequestEntityTooLarge(request.env._(
            "The files are too large: all together may have %(size)s MB. Go back and send fewer.",
            size=LIMIT // _MEGABYTE,
        ))
    return LIMIT


class ArchiveIntakeForm(http.Controller):
    """The form that a customer fills through the link that he was sent (CA-22).

    Whoever has the link learns from the page who asks and what for, and nothing of the archive.
    """

    @http.route(
        '/archive/form/<string:token>', type='http', auth='public', methods=['GET', 'POST'],
        csrf=True, sitemap=False, max_content_length=_get_limit,
    )
    def intake_form(self, token, **values):
        """Show the form, or take the answer."""
        link_sudo = request.env['customer.archive.intake.link']._find(token)
        if not link_sudo:
            return self._refuse(
                NotFound, request.env._("This link is none of ours, or a newer one was sent."),
            )
        request.update_context(lang=link_sudo.recipient_id.lang or request.env.lang)
        link_sudo = link_sudo.with_env(request.env(su=True))
        if refusal := link_sudo._get_refusal():
            return self._refuse(Gone, refusal, link_sudo.company_id)
        if request.httprequest.method == 'GET':
            return self._render(link_sudo, token)
        stated, faults = self._read_stated(link_sudo, values)
        files, file_faults = self._read_files(link_sudo)
        faults |= file_faults
        need = (values.get('need') or '').strip()
        if not faults and not (stated or need or files):
            faults['form'] = request.env._("Nothing was entered yet.")
        if faults:
            return self._render(link_sudo, token, values, faults)
        link_sudo._answer(stated, need, files)
        return self._render(link_sudo, token, is_answered=True)

    # === HELPERS === #

    def _refuse(self, error, refusal, company=None):
        """Return the page that says why no answer is taken.

        :param type error: the exception of the status
        :param str refusal: the sentence
        :param recordset company: who asked, where the link is known
        """
        return request.render('customer_archive.intake_refused', {
            'refusal': refusal, 'company': company,
        }, headers=_HEADERS, status=error.code)

    def _render(self, link, token, values=None, faults=None, *, is_answered=False):
        """Return the page.

        :param dict values: what was entered, to be entered again
        :param dict faults: what is wrong, by field
        """
        return request.render('customer_archive.intake_form', {
            'link': link, 'token': token, 'values': values or {}, 'faults': faults or {},
            'is_answered': is_answered, 'megabytes': link.company_id.archive_form_megabytes,
            'fields': {
                name: request.env['customer.archive.intake']._fields[name]._description_string(
                    request.env,
                ) for name in _DATA_FIELDS
            } if link.asks_data else {},
        }, headers=_HEADERS)

    def _read_stated(self, link, values):
        """Return what was entered, and what of it cannot be right."""
        stated = {
            name: text for name in _DATA_FIELDS
            if link.asks_data and (text := (values.get(name) or '').strip())
        }
        country = (link.partner_id.country_id or link.company_id.country_id).code or ''
        has_format = formats.is_company_number if link.partner_id.is_company else (
            formats.is_identity_number
        )
        wrong = request.env._("This cannot be right: please look at it again.")
        faults = {
            name: wrong for name, is_right in (
                ('phone', lambda text: formats.is_phone(text, country)),
                ('email', formats.is_email), ('vat', lambda text: has_format(text, country)),
            ) if name in stated and not is_right(stated[name])
        }
        faults |= {
            name: request.env._("This is too long.")
            for name, text in stated.items() if len(text) > _LONGEST
        }
        return stated, faults

    def _read_files(self, link):
        """Return the files that were sent, and why others are not taken."""
        files, faults = [], {}
        most = link.company_id.archive_form_megabytes * _MEGABYTE
        for kind in link.document_type_ids:
            key = f'file_{kind.id}'
            for upload in request.httprequest.files.getlist(key):
                if not upload.filename:
                    continue
                content = upload.read(most + 1)
                if len(content) > most:
                    faults[key] = request.env._(
                        "%(file)s is larger than %(size)s MB.", file=upload.filename,
                        size=most // _MEGABYTE,
                    )
                elif guess_mimetype(content) not in _MIMETYPES:
                    faults[key] = request.env._(
                        "%(file)s is no PDF, JPEG or PNG.", file=upload.filename,
                    )
                else:
                    # A name, never a path.
                    name = upload.filename.replace('\\', '/').rsplit('/', 1)[-1]
                    files.append((kind, name[-_LONGEST:], content))
        return files, faults
