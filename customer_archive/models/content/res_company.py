# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """How strictly a company looks after what its archives hold."""

    _inherit = 'res.company'

    archive_ask_authorization = fields.Boolean(
        string="Ask for an Authorisation",
        help="An archive becomes formal only with an authorisation of the customer that is in"
             " force, or with another legal basis that is cited (CA-27).",
        prefetch='archive',
    )
    archive_verify_by_other = fields.Boolean(
        string="Verified by Another Person", default=True,
        help="Who entered a document does not verify it himself (CA-23).", prefetch='archive',
    )
    archive_renewal_days = fields.Integer(
        string="Remind of Renewal", default=30, required=True,
        help="How many days before a document expires its renewal is put on the archivist's list.",
        prefetch='archive',
    )

    archive_form_days = fields.Integer(
        string="Links Are Valid", default=14, required=True,
        help="How many days a customer has to fill a form.", prefetch='archive',
    )
    archive_form_megabytes = fields.Integer(
        string="Largest File", default=10, required=True,
        help="Megabytes that a file may have which a customer sends by a form.",
        prefetch='archive',
    )
    archive_campaign_days = fields.Integer(
        string="Remind of Overhaul", default=14, required=True,
        help="How many days before the deadline of an overhaul those are reminded who have open"
             " archives.",
        prefetch='archive',
    )

    _archive_form_positive = models.Constraint(
        'CHECK (archive_form_days > 0 AND archive_form_megabytes BETWEEN 1 AND 50)',
        "A form is open for a day at least, and takes files of 1 to 50 MB.",
    )
    _archive_campaign_days_positive = models.Constraint(
        'CHECK (archive_campaign_days >= 0)', "Nobody is reminded of an overhaul after it.",
    )
    _archive_renewal_days_positive = models.Constraint(
        'CHECK (archive_renewal_days >= 0)',
        "Nobody is reminded of a renewal only after the document has expired: say how many days"
        " before.",
    )
