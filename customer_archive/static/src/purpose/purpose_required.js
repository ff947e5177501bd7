import { registry } from "@web/core/registry";
import { RedirectWarningDialog } from "@web/core/errors/error_dialogs";

// A confidential archive is closed: one sentence, and the button to the dialog that opens it.
registry
    .category("error_dialogs")
    .add(
        "odoo.addons.customer_archive.models.rights.purpose.PurposeRequired",
        RedirectWarningDialog
    );
