import { registry } from "@web/core/registry";

// CA-73: an office manager enters a training of long ago, and finds it among the expired ones.
registry.category("web_tour.tours").add("customer_archive_training", {
    steps: () => [
        {
            trigger: "button:contains('Record Training')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=topic_id] input",
            run: "edit Tour topic",
        },
        {
            trigger: ".ui-autocomplete a:contains('Tour topic')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=user_id] input",
            run: "edit Tour Manager",
        },
        {
            trigger: ".ui-autocomplete a:contains('Tour Manager')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=trainer] input",
            run: "edit Fire brigade",
        },
        {
            trigger: ".o_field_widget[name=held_on] button, .o_field_widget[name=held_on] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=held_on] input",
            run: "edit 01/15/2020",
        },
        {
            trigger: ".o_field_widget[name=trainer] input",
            run: "click",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_data_row.text-danger:contains('Tour topic')",
        },
        {
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o-dropdown-item:contains('Expired')",
            run: "click",
        },
        {
            trigger: ".o_facet_value:contains('Expired')",
        },
        {
            trigger: ".o_data_row:contains('Tour topic')",
        },
        {
            trigger: ".o_data_row:contains('Tour topic') td[name=topic_id]",
            run: "click",
        },
        {
            content: "It counts no more",
            trigger: ".ribbon:contains('Expired')",
        },
    ],
});
