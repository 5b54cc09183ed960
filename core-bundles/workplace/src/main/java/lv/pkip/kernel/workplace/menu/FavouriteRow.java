package lv.pkip.kernel.workplace.menu;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** A page somebody marked with a star, as stored. */
@Entity
@Table(name = "workplace_favourite")
public class FavouriteRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;
    @Column(name = "owner")
    private String owner;
    @Column(name = "title")
    private String title;
    @Column(name = "path")
    private String path;

    protected FavouriteRow() { }

    FavouriteRow(String owner, String title, String path) {
        this.owner = owner;
        this.title = title;
        this.path = path;
    }

    Favourites.Favourite favourite() {
        return new Favourites.Favourite(id, title, path);
    }
}
