package lv.pkip.kernel.workplace.tell;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** How somebody wants notifications by e-mail, as stored. */
@Entity
@Table(name = "workplace_wish")
public class WishRow {
    @Id
    @Column(name = "login")
    private String login;
    @Column(name = "mail")
    private String mail;

    protected WishRow() { }

    WishRow(String login) {
        this.login = login;
    }

    void mail(Board.Mail wish) {
        mail = wish.name();
    }

    Board.Mail mail() {
        return Board.Mail.valueOf(mail);
    }
}
