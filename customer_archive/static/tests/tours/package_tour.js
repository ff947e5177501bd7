import { registry } from "@web/core/registry";

// an office manager makes a package of an archive; the scheduler packs it.
registry.category("web_tour.tours").add("customer_archive_package_begin", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=reason] input",
            run: "edit Handing archives on",
        },
        {
            content: "All archives that are kept",
            trigger: ".o_field_widget[name=scope] input[data-value=all]",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: "button[name=action_start]",
            run: "click",
        },
        {
            content: "It goes on in the background",
            trigger: ".o_arrow_button_current:contains(Packing)",
        },
        {
            trigger: ".alert:contains(in the background)",
        },
    ],
});

// It is ready, and is withdrawn in the end.
registry.category("web_tour.tours").add("customer_archive_package_end", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains(Handing archives on)",
            run: "click",
        },
        {
            trigger: "button[name=action_download]",
        },
        {
            trigger: ".o_field_widget[name=line_ids] .badge:contains(Packed)",
        },
        {
            trigger: "button[name=action_withdraw]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Nobody needs it any more",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Withdrawn)",
        },
    ],
});
