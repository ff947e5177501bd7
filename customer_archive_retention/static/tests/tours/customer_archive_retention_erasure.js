import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function isNow(status) {
    return {
        content: `It is ${status}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains("${status}")`,
    };
}

// RE-13: an archivist searches, sees what has to stay and why, and decides.
tours.add("customer_archive_retention_erasure_decide", {
    steps: () => [
        {
            trigger: "button[name=action_search]:visible",
            run: "click",
        },
        isNow("Searched"),
        {
            content: "A hold keeps the paper",
            trigger: '.o_field_widget[name=line_ids] .o_data_cell[name=reasons]:contains("Held since")',
        },
        {
            trigger: "button[name=action_propose]:visible",
            run: "click",
        },
        {
            content: "What is held is not erased",
            trigger:
                '.o_field_widget[name=line_ids] .o_data_row:has(.o_data_cell[name=reasons]:contains("Held since")) .o_data_cell[name=decision]:not(:contains("Erase"))',
        },
    ],
});

// Another person approves.
tours.add("customer_archive_retention_erasure_approve", {
    steps: () => [
        {
            trigger: "button[name=action_approve]:visible",
            run: "click",
        },
        isNow("Decided"),
    ],
});

// ND-17: it is executed, and everything is looked through for what is left.
tours.add("customer_archive_retention_erasure_execute", {
    steps: () => [
        {
            trigger: "button[name=action_execute]:visible",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        isNow("Executed"),
        {
            trigger: ".nav-link[name=findings]",
            run: "click",
        },
        {
            content: "The scan was made",
            trigger: ".o_field_widget[name=scanned_at]:visible",
        },
    ],
});
