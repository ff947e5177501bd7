import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The steps that type a code at the desk, as a scanner does, and wait for the sentence. */
function scan(code, sentence, kind = "success") {
    return [
        {
            content: `Scan ${code}`,
            trigger: ".o_scan_code",
            run: `edit ${code}`,
        },
        {
            trigger: ".o_scan_code",
            run: "press Enter",
        },
        {
            content: sentence,
            trigger: `.o_scan_message.alert-${kind}:contains("${sentence}")`,
        },
    ];
}

// LE-04, LE-18: a technician asks for a copy.
tours.add("customer_archive_lending_ask", {
    steps: () => [
        {
            content: "Ask for something",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=purpose_note] textarea",
            run: "edit 维修消防泵",
        },
        {
            content: "By its number",
            trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=holding_id] input",
            run: "edit H",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(H0):first",
            run: "click",
        },
        {
            content: "It is a copy",
            trigger: '.o_field_widget[name=line_ids] .o_data_cell[name=kind]:contains("Copy")',
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: "button[name=action_request]:visible",
            run: "click",
        },
        {
            content: "It waits for the archivist",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Requested")',
        },
    ],
});

// LE-06, LE-07: an archivist verifies and approves it.
tours.add("customer_archive_lending_approve", {
    steps: () => [
        {
            trigger: "button[name=action_verify]",
            run: "click",
        },
        {
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("To Hand Over")',
        },
    ],
});

// LE-09: at the desk it is scanned, signed for and handed over.
tours.add("customer_archive_lending_hand_over", {
    steps: () => [
        ...scan("NOBODY", "neither a badge nor a holding", "danger"),
        ...scan("TOURBADGE", "is at the desk"),
        {
            content: "What he asked for waits for him",
            trigger: ".o_desk_waiting:contains(Copy)",
        },
        {
            content: "Scan what the list shows",
            trigger: ".o_scan_code",
            async run(helpers) {
                const [code] = document.querySelector(".o_desk_waiting").textContent.match(/H\d+/);
                await helpers.edit(code);
                await helpers.press("Enter");
            },
        },
        {
            trigger: ".o_desk_waiting.list-group-item-success",
        },
        {
            content: "The borrower signs",
            trigger: ".o_desk_hand_over:enabled",
            run: "click",
        },
        {
            trigger: ".modal .o_web_sign_auto_button",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary:enabled",
            run: "click",
        },
        {
            trigger: '.o_scan_message.alert-success:contains("Handed over")',
        },
        {
            content: "He has it now",
            trigger: ".o_desk_out:contains(Copy)",
        },
    ],
});

// LE-11, LE-22: it comes back damaged.
tours.add("customer_archive_lending_take_back", {
    steps: () => [
        {
            content: "The desk is as it was left",
            trigger: ".o_desk_out:contains(Copy)",
        },
        {
            trigger: ".o_scan_code",
            async run(helpers) {
                const [code] = document.querySelector(".o_desk_out").textContent.match(/H\d+/);
                await helpers.edit(code);
                await helpers.press("Enter");
            },
        },
        {
            trigger: ".o_desk_return .o_desk_pages",
            run: "edit 12",
        },
        {
            trigger: ".o_desk_condition",
            run: "select damaged",
        },
        {
            trigger: ".o_desk_note",
            run: "edit 第七页撕裂",
        },
        {
            trigger: ".o_desk_take_back",
            run: "click",
        },
        {
            content: "The desk says where it goes",
            trigger: '.o_scan_message.alert-success:contains("It goes to")',
        },
        {
            trigger: ".o_lending_desk:not(:has(.o_desk_out))",
        },
        {
            trigger: ".o_desk_clear",
            run: "click",
        },
        {
            trigger: ".o_lending_desk:not(:has(.o_desk_borrower))",
        },
    ],
});
