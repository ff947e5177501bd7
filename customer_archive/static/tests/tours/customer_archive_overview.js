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
    ],
});
