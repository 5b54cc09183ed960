package lv.pkip.kernel.shell.portal;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;

/** What a browser brought from a partner, sealed with the reference that only this browser was told. */
@Entity
@Table(name = "shell_returned")
public class ReturnedRow {
    /** SHA-256 of the reference. */
    @Id
    @Column(name = "id")
    private String id;
    /** SHA-256 of the state it came under. */
    @Column(name = "begun")
    private String begun;
    /** SHA-256 of the address it came from. */
    @Column(name = "client")
    private String client;
    @Lob
    @Column(name = "content")
    private String content;
    @Column(name = "ends")
    private long ends;

    protected ReturnedRow() { }

    ReturnedRow(String id, String begun, String client, String content, long ends) {
        this.id = id;
        this.begun = begun;
        this.client = client;
        this.content = content;
        this.ends = ends;
    }

    String content() {
        return content;
    }

    long ends() {
        return ends;
    }
}
