import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_archive_intake_form", {
    steps: () => [
        {
            content: "Nothing is taken that cannot be right",
            trigger: "input[name=phone]",
            run: "edit 12",
        },
        {
            trigger: "button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: 'input[name=phone].is-invalid',
            run: "edit 13800001111",
        },
        {
            trigger: "input[name=contact_name]",
            run: "edit Li Lei",
        },
        {
            trigger: "button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success",
        },
    ],
});
