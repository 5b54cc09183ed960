package lv.pkip.service.treefelling;

/** Whether a tree needs the municipality's permit, and if not, why. {@code key} ends the keys of the texts that say so. */
enum Need {
    PERMIT("permit"),
    FRUIT_TREE("fruit-tree"),
    THIN("thin"),
    CLEARANCE("clearance"),
    FREE_PLACE("free-place");

    private final String key;

    Need(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }
}
