import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The steps that scan a code, as a scanner does which types it and Enter. */
function scan(code, kind, text) {
    return [
        {
            content: `Scan ${code}`,
            trigger: ".o_scan_desk .o_scan_code",
            run: `edit ${code}`,
        },
        {
            trigger: ".o_scan_desk .o_scan_code",
            run: "press Enter",
        },
        {
            content: `The desk says: ${text}`,
            trigger: `.o_scan_desk .o_scan_message.alert-${kind}:contains("${text}")`,
        },
    ];
}

// CA-58: an archivist counts a room by scanner; the codes are those of the test.
tours.add("customer_archive_inspection", {
    steps: () => [
        {
            trigger: "button[name=action_start]",
            run: "click",
        },
        {
            content: "The counting desk is open",
            trigger: ".o_scan_desk .o_scan_title:contains('Tour room')",
        },
        ...scan("TOURSHELF", "success", "At Tour room / Tour shelf"),
        ...scan("TOURFOUND", "success", "is found"),
        ...scan("TOURFOUND", "warning", "scanned already"),
        ...scan("TOURUPPER", "danger", "belongs in Tour room / Tour upper shelf"),
        ...scan("6901234567892", "danger", "noted as unknown"),
        {
            content: "Mark the first one as damaged",
            trigger: ".o_scan_damage",
            run: "edit Wet cover",
        },
        {
            trigger: '.o_scan_line:contains("TOURFOUND") .o_scan_mark',
            run: "click",
        },
        {
            trigger: '.o_scan_line.list-group-item-warning:contains("Wet cover")',
        },
        {
            content: "Take the unknown one back",
            trigger: '.o_scan_line:contains("6901234567892") .o_scan_undo',
            run: "click",
        },
        {
            trigger: ".o_scan_desk:not(:has(.o_scan_line:contains('6901234567892')))",
        },
        {
            content: "Wherever somebody clicked, the scanner types into its field",
            trigger: ".o_scan_title",
            run() {
                document.activeElement.blur();
                document.body.dispatchEvent(
                    new KeyboardEvent("keydown", { key: "H", bubbles: true })
                );
            },
        },
        {
            trigger: ".o_scan_code:focus",
        },
        {
            content: "One has not been scanned",
            trigger: ".o_scan_count_pending:contains(1)",
        },
    ],
});

// CA-58: after a reload the desk is as it was; the archivist ends the count and settles.
tours.add("customer_archive_inspection_reload", {
    steps: () => [
        {
            content: "The desk is as it was",
            trigger: '.o_scan_desk .o_scan_line:contains("TOURFOUND"):contains("Wet cover")',
        },
        {
            trigger: ".o_scan_count_misplaced:contains(1)",
        },
    ],
});

tours.add("customer_archive_inspection_finish", {
    steps: () => [
        {
            trigger: "button[name=action_finish]",
            run: "click",
        },
        {
            content: "What was not scanned is missing from now on",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Counted")',
        },
        {
            trigger: "button[name=action_view_differences]",
            run: "click",
        },
        {
            content: "It was put back",
            trigger: '.o_data_row:contains("TOURUPPER") button[name=action_put_back]',
            run: "click",
        },
        {
            trigger: '.o_data_row:contains("TOURUPPER"):contains("Put Back")',
        },
    ],
});

// CA-58: a second person signs.
tours.add("customer_archive_inspection_sign", {
    steps: () => [
        {
            trigger: "button[name=action_sign]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Signed")',
        },
    ],
});

// CA-56: the general manager uses his backup key at night, and says why.
tours.add("customer_archive_key_use", {
    steps: () => [
        {
            trigger: "button[name=action_use]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=archive_id] input",
            run: "edit 杭州宏达巡检",
        },
        {
            trigger: '.o-autocomplete--dropdown-item:contains("KH-")',
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit 客户现场漏水,夜间需要竣工图",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It waits for the office manager",
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ],
});

tours.add("customer_archive_key_acknowledge", {
    steps: () => [
        {
            trigger: '.o_data_row:contains("夜间需要竣工图") .o_data_cell[name=used_at]',
            run: "click",
        },
        {
            trigger: "button[name=action_acknowledge]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Acknowledged")',
        },
    ],
});

// CA-59: damage is reported on the holding, and repaired.
tours.add("customer_archive_repair", {
    steps: () => [
        {
            trigger: "button[name=action_report_damage]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=cause] textarea",
            run: "edit 封面受潮",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ],
});

tours.add("customer_archive_repair_finish", {
    steps: () => [
        {
            trigger: '.o_data_row:contains("封面受潮") .o_data_cell[name=cause]',
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=cost] input",
            run: "edit 35",
        },
        {
            trigger: "button[name=action_finish]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit 晾干并换封面",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Repaired")',
        },
    ],
});
