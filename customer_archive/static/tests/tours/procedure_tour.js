import { registry } from "@web/core/registry";

// CA-76: an archivist writes the next version of a procedure where the procedure stands.
registry.category("web_tour.tours").add("customer_archive_procedure_write", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains(TOUR-01)",
            run: "click",
        },
        {
            trigger: "button[name=action_write_version]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=body] .odoo-editor-editable",
            run: "editor Nothing leaves the house.",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Another person releases it",
            trigger: ".alert:contains(Another person):not(:has(button[name=action_release]))",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});

// An office manager releases it.
registry.category("web_tour.tours").add("customer_archive_procedure_release", {
    steps: () => [
        {
            trigger: "button[name=action_release]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(In Force)",
        },
    ],
});

// Whom it binds reads it, and says so.
registry.category("web_tour.tours").add("customer_archive_procedure_read", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains(TOUR-01)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=body]:contains(Nothing leaves the house)",
        },
        {
            trigger: "button[name=action_acknowledge]",
            run: "click",
        },
        {
            trigger: "body:not(:has(button[name=action_acknowledge])) .o_form_view",
        },
    ],
});
