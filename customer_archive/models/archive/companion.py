# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

from ..mechanism.inner_pass import with_pass

# What is left where words were taken out.
BLANK = "[…]"


class CustomerArchiveCompanion(models.AbstractModel):
    """A record that tells of a holding: a repair, a search.

    It has a field `holding_id`. That it happened stays for ever; its words and pictures, which may
    show what was on the sheet, go when the sheet is destroyed.
    """

    _name = 'customer.archive.companion'
    _description = "Archive: Tells of a Holding"

    # Fields that hold words and pictures. Each class names its own.
    _word_fields = ()

    # === BUSINESS METHODS === #

    def _erase_words(self):
        """Take out the words and the pictures; everything else stays."""
        with_pass(self).write({
            name: BLANK if self._fields[name].required else False for name in self._word_fields
        })
