# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class ResCompany(models.Model):
    """Who keeps the archives of a company today."""

    _inherit = 'res.company'

    # === BUSINESS METHODS === #

    def _get_archive_keepers(self):
        """Override to ask who is appointed for the company, and to pass over who is absent."""
        posts = self._get_archive_posts()
        for role in ('archivist', 'deputy'):
            user, is_absent = posts[role]
            if user.active and not is_absent:
                return user
        absent = self.env['res.users'].union(*(user for user, is_absent in posts.values()))
        # Who is absent is not told by the settings either.
        return super()._get_archive_keepers() - absent or self._get_archive_users(
            'customer_archive.customer_archive_group_office_manager',
        )

    def _get_archive_posts(self, department=None, posts=None):
        """Return the archivist and the deputy of a department, or of the company.

        Each post is looked for on its own: at the department, at those above it, at the company,
        and at last in the settings of the company.

        :param recordset|None department: the department, `None` for the company itself
        :param dict|None posts: what `_get_posts_sudo` returned, where many are asked for
        :return: the user, and whether he is absent today, by role
        :rtype: dict[str, tuple[recordset, bool]]
        """
        self.ensure_one()
        if posts is None:
            posts = self.env['customer.archive.appointment']._get_posts_sudo(self)
        company_sudo = self.sudo()  # Who keeps the archives is no secret.
        # Those above, which the user need not see.
        path = department.sudo().parent_path if department else ''
        places = [int(each) for each in reversed((path or '').split('/')) if each]
        found = {}
        for role, setting in (
            ('archivist', company_sudo.archive_custodian_id),
            ('deputy', company_sudo.archive_deputy_id),
        ):
            appointment = next(
                (posts[place, role] for place in [*places, False] if (place, role) in posts), None,
            )
            found[role] = (
                (appointment.user_id, appointment.is_absent) if appointment
                else (setting, not setting.active)
            )
        return found
