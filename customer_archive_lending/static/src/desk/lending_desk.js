import { useRef } from "@odoo/owl";
import { ScanDesk } from "@customer_archive/scan/scan_desk";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SignatureDialog } from "@web/core/signature/signature_dialog";
import { useService } from "@web/core/utils/hooks";

/** The lending desk: a scanner, one borrower, and what goes over the counter. */
export class LendingDesk extends ScanDesk {
    static template = "customer_archive_lending.LendingDesk";

    setup() {
        super.setup();
        this.dialog = useService("dialog");
        this.pagesRef = useRef("pages");
        this.state.counted = {};
    }

    /** What comes back is counted anew. */
    show(desk) {
        const line = desk.returning;
        if (line && line.id !== this.state.counted.id) {
            this.state.counted = {
                id: line.id,
                pages: "",
                items: "",
                condition: line.condition,
                note: "",
            };
        } else if (!line) {
            this.state.counted = {};
        }
        super.show(desk);
    }

    focus() {
        const field = this.state.desk?.returning ? this.pagesRef : this.codeRef;
        field.el?.focus();
    }

    get hasSomething() {
        const { draft, waiting } = this.state.desk;
        return (
            (draft && draft.lines.length) ||
            waiting.some((loan) => loan.lines.some((line) => line.picked))
        );
    }

    get needsSignature() {
        const { draft, waiting } = this.state.desk;
        return (
            Boolean(draft && draft.lines.length) ||
            waiting.some((loan) => !loan.confirmed && loan.lines.some((line) => line.picked))
        );
    }

    onCountedKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.takeBack();
        }
    }

    remove(line) {
        return this.call("remove", [line.id]);
    }

    drop(line) {
        return this.call("drop", [line.id]);
    }

    clear() {
        return this.call("clear");
    }

    takeBack() {
        const { pages, condition, items, note } = this.state.counted;
        return this.call("take_back", [pages, condition, items, note]);
    }

    handOver() {
        if (!this.needsSignature) {
            return this.call("hand_over");
        }
        this.dialog.add(SignatureDialog, {
            defaultName: this.state.desk.borrower.name,
            nameAndSignatureProps: { mode: "draw", displaySignatureRatio: 3 },
            uploadSignature: ({ signatureImage }) =>
                this.call("hand_over", [signatureImage.split(",")[1]]),
        });
    }

    get placeholder() {
        return this.state.desk.borrower
            ? _t("Scan a holding …")
            : _t("Scan a badge, or a holding that comes back …");
    }
}

registry.category("actions").add("customer_archive_lending_desk", LendingDesk);
