import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { RedirectWarningDialog } from "@web/core/errors/error_dialogs";

/** A confidential archive is closed: one sentence, and the button to the dialog that opens it. */
export class PurposeRequiredDialog extends RedirectWarningDialog {
    setup() {
        super.setup();
        this.title = _t("Closed Until You Say What For");
    }
}

registry
    .category("error_dialogs")
    .add(
        "odoo.addons.customer_archive.models.rights.purpose.PurposeRequired",
        PurposeRequiredDialog
    );
