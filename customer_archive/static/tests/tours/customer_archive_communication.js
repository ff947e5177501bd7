import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_archive_log_call", {
    steps: () => [
        {
            content: "The other buttons",
            trigger: ".o_button_more",
            run: "click",
        },
        {
            content: "From the customer, log what he said on the phone",
            trigger: "button[name=action_log_communication]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=content] textarea",
            run: "edit The hall leaks",
        },
        {
            trigger: ".modal .o_field_widget[name=topic] .o_selection_badge:contains(Problem)",
            run: "click",
        },
        {
            trigger: ".modal .o_form_button_save, .modal button[special=save]",
            run: "click",
        },
        {
            content: "See it in the log of the archive",
            trigger: "body:not(:has(.modal)) button[name=action_open_customer_archive]",
            run: "click",
        },
        {
            trigger: "button[name=action_view_communications]:contains(1)",
            run: "click",
        },
        {
            trigger: ".o_data_row .o_data_cell:contains(The hall leaks)",
            run: "click",
        },
        {
            content: "Make a complaint out of it",
            trigger: "button[name=action_make_complaint].btn-primary",
            run: "click",
        },
        {
            content: "The complaint knows what it was made from",
            trigger: ".o_form_view:has(.o_field_widget[name=severity]) .o_field_widget[name=communication_ids]:contains(CM-)",
        },
    ],
});
