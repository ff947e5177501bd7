import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SignatureDialog } from "@web/core/signature/signature_dialog";
import { useBus, useService } from "@web/core/utils/hooks";
import { url } from "@web/core/utils/urls";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "customer.archive.loan.desk";

/**
 * The lending desk: a scanner, one borrower, and what goes over the counter. The server decides and
 * keeps what was scanned; this shows its answers, in colour and sound.
 */
export class LendingDesk extends Component {
    static template = "customer_archive_lending.LendingDesk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.codeRef = useRef("code");
        this.pagesRef = useRef("pages");
        this.state = useState({ desk: null, busy: false, code: "", counted: {} });
        this.queue = Promise.resolve();

        useBus(useService("barcode").bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));

        onWillStart(async () => {
            const type = new Audio().canPlayType("audio/ogg") ? "ogg" : "mp3";
            this.sounds = {
                success: new Audio(url(`/mail/static/src/audio/ting.${type}`)),
                danger: new Audio(url(`/barcodes/static/src/audio/error.${type}`)),
            };
            this.show(await this.orm.call(MODEL, "open_desk", []));
        });
        onMounted(() => this.focus());
    }

    /** Scans come faster than answers: each waits for the one before. */
    call(method, args = []) {
        this.queue = this.queue.then(async () => {
            this.state.busy = true;
            try {
                const desk = await this.orm.call(MODEL, method, args);
                this.show(desk);
                this.play(desk.message);
            } finally {
                this.state.busy = false;
            }
            this.focus();
        });
        const done = this.queue;
        // A call that fails shows its own dialog, and must not hold up the next one.
        this.queue = this.queue.catch(() => {});
        return done;
    }

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
        this.state.desk = desk;
    }

    play(message) {
        if (message) {
            const sound = this.sounds[message.kind === "success" ? "success" : "danger"];
            sound.currentTime = 0;
            // A browser that nobody has touched yet plays nothing: the colour says it as well.
            sound.play()?.catch(() => {});
        }
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

    scan(code) {
        return this.call("scan", [code]);
    }

    onCodeKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            const code = this.state.code;
            this.state.code = "";
            this.scan(code);
        }
    }

    onCountedKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.takeBack();
        }
    }

    describe(name, value) {
        return this.call("describe", [{ [name]: value }]);
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
