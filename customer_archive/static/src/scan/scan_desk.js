import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

// What is heard, in Hz and seconds: one high tone, two lower ones, one low and long.
const TONES = {
    success: [[1320, 0.08]],
    warning: [
        [660, 0.1],
        [660, 0.1],
    ],
    danger: [[180, 0.45]],
};

/**
 * A desk where somebody scans, with a scanner that types the code and Enter, or with a camera. The
 * server decides and keeps what was scanned; this shows its answers, in colour and sound.
 */
export class ScanDesk extends Component {
    static template = "customer_archive.ScanDesk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.codeRef = useRef("code");
        this.model = this.props.action.params.desk;
        this.state = useState({ desk: null, busy: false, code: "", damage: "" });
        this.queue = Promise.resolve();
        this.hasCamera = isBarcodeScannerSupported();

        onWillStart(async () => {
            this.show(await this.orm.call(this.model, "open_desk", []));
        });
        onMounted(() => this.focus());
        onWillUnmount(() => this.audio?.close());
        useExternalListener(document, "keydown", (ev) => this.onKeydown(ev));
    }

    /** Scans come faster than answers: each waits for the one before. */
    call(method, args = []) {
        this.queue = this.queue.then(async () => {
            this.state.busy = true;
            try {
                const desk = await this.orm.call(this.model, method, args);
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

    /** For a desk to follow what the server answered, it must override this method. */
    show(desk) {
        this.state.desk = desk;
    }

    play(message) {
        const Audio = browser.AudioContext || window.AudioContext;
        if (!message || !Audio) {
            return;
        }
        // A browser that nobody has touched yet plays nothing: the colour says it as well.
        this.audio = this.audio || new Audio();
        let at = this.audio.currentTime;
        for (const [frequency, length] of TONES[message.kind]) {
            const tone = this.audio.createOscillator();
            const volume = this.audio.createGain();
            tone.frequency.value = frequency;
            volume.gain.value = 0.2;
            tone.connect(volume).connect(this.audio.destination);
            tone.start(at);
            tone.stop(at + length);
            at += length + 0.06;
        }
    }

    focus() {
        this.codeRef.el?.focus();
    }

    scan(code) {
        return this.call("scan", [code]);
    }

    /** What a scanner types goes into the field for codes, wherever somebody clicked before. */
    onKeydown(ev) {
        const isText = ev.key?.length === 1 && !ev.ctrlKey && !ev.altKey && !ev.metaKey;
        if (isText && !ev.target.closest("input, textarea, select, .modal")) {
            this.focus();
        }
    }

    onCodeKeydown(ev) {
        if (ev.key === "Enter" || (ev.key === "Tab" && this.state.code)) {
            ev.preventDefault();
            const code = this.state.code;
            this.state.code = "";
            this.scan(code);
        }
    }

    async openCamera() {
        try {
            const code = await scanBarcode(this.env);
            if (code) {
                await this.scan(code);
                browser.navigator.vibrate?.(100);
            }
        } catch (error) {
            this.notification.add(error.message, { type: "warning" });
        }
    }

    choose(choice) {
        return this.call("choose", [choice.id]);
    }

    leaveShelf() {
        return this.call("leave_shelf");
    }

    describe(name, value) {
        return this.call("describe", [{ [name]: value }]);
    }

    undo(line) {
        return this.call("undo", [line.id]);
    }

    markDamaged(line) {
        const damage = line.is_damaged ? "" : this.state.damage || _t("Damaged");
        this.state.damage = "";
        return this.call("mark_damaged", [line.id, damage]);
    }

    get placeholder() {
        return this.state.desk.shelf ? _t("Scan a holding …") : _t("Scan a shelf or a holding …");
    }
}

registry.category("actions").add("customer_archive_scan_desk", ScanDesk);
