package lv.pkip.kernel.shell.work;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** A named view of the inbox as stored. */
@Entity
@Table(name = "shell_filter")
public class FilterRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;
    @Column(name = "owner")
    private String owner;
    @Column(name = "title")
    private String title;
    @Column(name = "address")
    private String address;
    @Column(name = "shared")
    private int shared;

    protected FilterRow() { }

    FilterRow(String owner, String title) {
        this.owner = owner;
        this.title = title;
    }

    void show(String newAddress, boolean toAll) {
        address = newAddress;
        shared = toAll ? 1 : 0;
    }

    SavedFilters.Saved saved(String login) {
        return new SavedFilters.Saved(id, title, address, shared == 1, owner.equals(login));
    }
}
