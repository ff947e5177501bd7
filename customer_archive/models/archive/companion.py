# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

from ..mechanism.inner_pass import with_pass

# What is left where words were taken out.
BLANK = "[…]"


class CustomerArchiveCompanion(models.AbstractModel):
    """A record that tells of another one: a repair of its holding, a talk of its archive.

    That it happened stays for ever; its words and pictures, which may show what was there, go when
    the other one is destroyed.
    """

    _name = 'customer.archive.companion'
    _description = "Archive: Loses Its Words with Something Else"

    # The field that says of what it tells.
    _companion_field = 'holding_id'
    # Fields that hold words and pictures. Each class names its own.
    _word_fields = ()

    # === BUSINESS METHODS === #

    def _erase_words(self):
        """Take out the words and the pictures; everything else stays."""
        with_pass(self).write({
            name: BLANK if self._fields[name].required else False for name in self._word_fields
        })
