import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// LE-13: the office manager consents to copies.
tours.add("customer_archive_lending_consent", {
    steps: () => [
        {
            content: "Open the request that waits",
            trigger: ".o_data_row .o_data_cell:contains(周强)",
            run: "click",
        },
        {
            content: "He sees what for",
            trigger: ".o_form_view .o_field_widget[name=reason]:contains(现场参考)",
        },
        {
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Consented")',
        },
    ],
});

// LE-21: the general manager reads the list and acknowledges it.
tours.add("customer_archive_lending_acknowledge", {
    steps: () => [
        {
            content: "Open the list that was submitted",
            trigger: '.o_data_row:has(.badge:contains("Submitted")) .o_data_cell[name=name]',
            run: "click",
        },
        {
            content: "An original is out",
            trigger: ".o_field_widget[name=original_ids] .o_data_cell:contains(周强)",
        },
        {
            trigger: ".nav-link:contains(Copies)",
            run: "click",
        },
        {
            content: "A copy as well",
            trigger: ".o_field_widget[name=copy_ids] .o_data_cell:contains(周强)",
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
