# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64

from odoo import api, models
from odoo.exceptions import UserError


class ReportCertificate(models.AbstractModel):
    """The certificate of destruction (销毁证明), printed once when it is issued.

    Whoever wants it again gets the PDF that was kept: nothing is printed from here a second time,
    and nothing before the destruction is verified.
    """

    _name = 'report.customer_archive_retention.report_certificate'
    _inherit = 'report.customer_archive_retention.report_disposal_list'
    _description = "Certificate of Destruction"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Override to print while it is being issued only.

        :raise UserError: when there is nothing to certify, or it was issued already
        """
        values = super()._get_report_values(docids, data)
        for disposal in values['docs']:
            if disposal.state != 'executed' or not disposal.certified_at:
                raise UserError(self.env._(
                    "The certificate of %(list)s is issued once, by its witness, and handed out as"
                    " it is kept.", list=disposal.name,
                ))
        return values

    @api.model
    def _prepare_paper(self, record):
        """Override to add what proves it."""
        disposal, paper = record, super()._prepare_paper(record)
        lines = paper['lines']
        destroyed = [line for line in lines if line['state'] == 'verified']
        level = disposal.security_level and f', DIN 66399 {disposal.security_level}'
        return {
            **paper,
            'destroyed': destroyed,
            'statement': self.env._(
                "%(count)s items were destroyed on %(time)s, as listed, with all their copies,"
                " scans, previews and search indexes. On %(checked)s no hold, loan or claim stood"
                " against any of them.",
                count=len(destroyed), time=paper['tell'](disposal.destroyed_at),
                checked=paper['tell'](disposal.executed_at),
            ),
            'exceptions': [
                line for line in lines if line['state'] in ('taken_off', 'removed')
                or line['missing']
            ],
            'method': self._get_label(disposal, 'method') + (level or ''),
            'qr': self._draw_qr(disposal),
        }

    @api.model
    def _draw_qr(self, disposal):
        """Return a QR code of what identifies the certificate: number, items, head of the register.

        :param recordset disposal: the list
        :return: the source of an image
        :rtype: str
        """
        text = "\n".join([
            disposal.name, disposal.company_id.name, disposal.items_sha256, disposal.anchor or '',
        ])
        image = self.env['ir.actions.report'].barcode('QR', text, width=160, height=160)
        return 'data:image/png;base64,' + base64.b64encode(image).decode()
