import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_archive_overview", {
    steps: () => [
        {
            content: "What nobody settled in time is red",
            trigger: '.o_kanban_record:contains("Late Complaints") .text-danger:contains("1")',
        },
        {
            content: "Look at it",
            trigger: '.o_kanban_record:contains("Late Complaints")',
            run: "click",
        },
        {
            trigger: '.o_data_row .o_data_cell:contains("The roof leaks")',
        },
        {
            content: "Back to the overview",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "How did it go so far?",
            trigger: '.o_kanban_record:contains("Late Complaints") a:contains("Last month")',
            run: "click",
        },
        {
            trigger: ".o_graph_renderer canvas",
        },
        {
            content: "Somebody sees to it",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            trigger: '.o_kanban_record:contains("Late Complaints") a:contains("Improve")',
            run: "click",
        },
        {
            trigger: '.o_field_widget[name="title"] input, .o_field_widget[name="title"] textarea',
            run: "edit Answer within a day",
        },
        {
            trigger: '.o_field_widget[name="owner_id"] input',
            run: "edit tour_manager",
        },
        {
            trigger: '.o-autocomplete--dropdown-item:contains("tour_manager") a',
            run: "click",
        },
        {
            trigger: '.o_field_widget[name="due_on"] input',
            run: "edit 12/31/2099",
        },
        {
            trigger: '.o_field_widget[name="finding"] textarea',
            run: "edit Complaints wait too long",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is done, and waits to be checked by another person",
            trigger: 'button[name="action_finish"]',
            run: "click",
        },
        {
            trigger: '.modal .o_field_widget[name="reason"] textarea',
            run: "edit Two people on duty",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            trigger: '.o_arrow_button_current:contains("Done")',
        },
    ],
});
