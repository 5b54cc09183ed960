package lv.pkip.kernel.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import lv.pkip.kernel.auditproof.TileStore;

/** The tiles of the tree as rows of one connection. */
final class TileRows implements TileStore {
    private final Connection connection;

    TileRows(Connection connection) {
        this.connection = connection;
    }

    @Override
    public byte[] read(int level, long tile) {
        try (PreparedStatement query = connection.prepareStatement("select hashes from audit_tile where height = ? and tile = ?")) {
            query.setInt(1, level);
            query.setLong(2, tile);
            ResultSet found = query.executeQuery();
            return found.next() ? Base64.getDecoder().decode(found.getString(1)) : null;
        } catch (SQLException e) {
            throw new IllegalStateException("a tile cannot be read", e);
        }
    }

    @Override
    public void write(int level, long tile, byte[] hashes) {
        String text = Base64.getEncoder().encodeToString(hashes);
        if (changed("update audit_tile set hashes = ? where height = ? and tile = ?", text, level, tile) == 0) {
            changed("insert into audit_tile (hashes, height, tile) values (?, ?, ?)", text, level, tile);
        }
    }

    private int changed(String sql, String hashes, int level, long tile) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, hashes);
            statement.setInt(2, level);
            statement.setLong(3, tile);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("a tile cannot be written", e);
        }
    }
}
