package lv.pkip.kernel.auditwatch;

import java.util.List;
import lv.pkip.kernel.api.page.Page;

/** What a request asks, with bounds on what is taken from it. */
record Ask(Page.Request request) {
    private static final int MOST_PAGES = 1000;

    boolean post() {
        return request.method().equals("POST");
    }

    String language() {
        return request.language();
    }

    List<String> path() {
        return request.path().isEmpty() ? List.of() : List.of(request.path().split("/"));
    }

    /** Without spaces at the ends; empty when absent. */
    String text(String name, int longest) {
        String text = request.parameter(name).orElse("").strip();
        return text.length() > longest ? text.substring(0, longest) : text;
    }

    /** −1 when it is none. */
    int number(String name) {
        String text = text(name, 9);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    }

    int page() {
        return Math.min(Math.max(0, number("page")), MOST_PAGES);
    }

    /** One of some words, else the first of them. */
    String one(String name, List<String> words) {
        String text = text(name, 64);
        return words.contains(text) ? text : words.get(0);
    }
}
