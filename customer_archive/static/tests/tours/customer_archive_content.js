import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// CA-26: what is missing stands on the archive, with the button that closes the gap.
tours.add("customer_archive_missing", {
    steps: () => [
        {
            content: "It cannot become formal yet",
            trigger: "button[name=action_formalise]",
            run: "click",
        },
        {
            trigger: '.modal .modal-body:contains("Business Licence")',
        },
        {
            trigger: ".modal .modal-footer button:first",
            run: "click",
        },
        {
            content: "It says how much is there",
            trigger: "body:not(:has(.modal)) .alert[name=incomplete]",
        },
        {
            content: "What is missing?",
            trigger: ".nav-link[name=missing]",
            run: "click",
        },
        {
            content: "Add it",
            trigger:
                '.o_field_widget[name=missing_line_ids] .o_data_row:contains("Business Licence") button[name=action_solve]:visible',
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=type_id] input:value('Business Licence')",
        },
        {
            trigger: ".modal .o_field_widget[name=number] input",
            run: "edit 91110000600037341L",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It stays missing until another person has verified it",
            trigger:
                'body:not(:has(.modal)) .o_field_widget[name=missing_line_ids] .o_data_row:contains("Business Licence")',
        },
    ],
});

tours.add("customer_archive_verify", {
    steps: () => [
        {
            trigger: "button[name=action_verify]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Verified")',
        },
    ],
});

tours.add("customer_archive_formalise", {
    steps: () => [
        {
            trigger: '.o_form_view:not(:has(.alert[name=incomplete])) button[name=action_formalise]',
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Formal")',
        },
    ],
});

tours.add("customer_archive_review", {
    steps: () => [
        {
            content: "What is due is shown, with when it was due",
            trigger: '.o_data_row:contains("杭州清单有限公司") .o_data_cell[name=name]',
            run: "click",
        },
        {
            trigger: "button[name=action_confirm_review]",
            run: "click",
        },
        {
            content: "It is due no more",
            trigger:
                ".o_form_view:not(:has(button[name=action_confirm_review])) .o_field_widget[name=reviewed_on]",
        },
    ],
});

tours.add("customer_archive_overhaul", {
    steps: () => [
        {
            trigger: "button[name=action_start]",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "Its archives are gone through one by one",
            trigger: ".o_form_statusbar button[name=action_view_lines]",
            run: "click",
        },
        {
            trigger: '.o_data_row:contains("杭州清单有限公司") button[name=action_review]',
            run: "click",
        },
        {
            content: "What may be outdated is shown where the review is entered",
            trigger: '.modal .alert:contains("Business Licence")',
        },
        {
            trigger: '.modal .o_field_widget[name=outcome] input[data-value="updated"]',
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit A new purchaser",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Nothing is open",
            trigger: 'body:not(:has(.modal)) .o_view_nocontent:contains("Nothing is open")',
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:last-of-type a",
            run: "click",
        },
        {
            trigger: ".o_form_statusbar button[name=action_close]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Closed")',
        },
    ],
});
