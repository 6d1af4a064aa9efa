package dev.sennit.daemon.source;

import dev.sennit.daemon.source.SqlWorkers.Running;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/// A table in a database: SQLite, PostgreSQL or MariaDB, asked with Postfix's templates.
///
/// All values of all rows make one value, joined by commas. An SQL NULL is passed over; so is an
/// empty value, with a warning. A key that is not UTF-8 or holds a NUL is not found, for no text of
/// a database equals it.
///
/// A database that is down, slow, full or locked is an error of that lookup, told within the
/// timeout; the next one after it recovered works. SQLite is opened for reading only, unless there
/// is an update statement, and a file that is missing is an error, never made. With an update
/// statement the file is kept in WAL mode, and a value is on the disk when `store` returns.
///
/// May block. Waits on other threads than the caller's, so interrupting a lookup harms nothing.
public final class SqlSource implements Source {
  private final SqlDatabase database;
  private final SqlQueries queries;
  private final SqlWorkers workers;
  private final @Nullable Path file;
  private final Complaints warnings =
      new Complaints(SqlSource.class.getName(), Duration.ofMinutes(1));
  private volatile @Nullable Object fileKey;

  /// Connects when it is first asked.
  public SqlSource(SqlDatabase database, SqlQueries queries) {
    this.database = database;
    this.queries = queries;
    file =
        database.dialect() == SqlDialect.SQLITE
            ? Path.of(database.url().substring("jdbc:sqlite:".length()))
            : null;
    workers = new SqlWorkers(database, queries.update().isPresent());
  }

  /// Asks the database.
  ///
  /// @throws SQLException for any failure of the database, and if there are more values than the
  ///   limit
  /// @throws InterruptedException if the caller is interrupted; the statement is cancelled
  @Override
  public GetReply find(Octets key) throws SQLException, InterruptedException {
    Optional<String> text = key.strictUtf8();
    if (text.isEmpty() || key.indexOf((byte) 0, 0) >= 0) {
      return NotFound.INSTANCE;
    }
    Optional<List<String>> parameters = queries.lookup(text.get());
    if (parameters.isEmpty()) {
      return NotFound.INSTANCE;
    }
    checkFile();
    AddressFields fields = AddressFields.of(text.get());
    return retried((connection, running) -> ask(connection, running, fields, parameters.get()));
  }

  /* A server that was restarted has cut all connections of the pool: the first lookup that finds
   * out asks again over a new one, if there is time. Only lookups: a statement that stores may have
   * been done already. */
  private GetReply retried(SqlWorkers.Work<GetReply> work)
      throws SQLException, InterruptedException {
    long begun = System.nanoTime();
    try {
      return workers.run(work);
    } catch (SQLException e) {
      String state = e.getSQLState();
      boolean lost = state != null && (state.startsWith("08") || state.startsWith("57P"));
      if (!lost || System.nanoTime() - begun > database.timeout().toNanos() / 4) {
        throw e;
      }
      workers.renew();
      return workers.run(work);
    }
  }

  private GetReply ask(
      Connection connection, Running running, AddressFields key, List<String> parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(queries.query().sql())) {
      bind(statement, parameters);
      running.begin(statement);
      try (ResultSet rows = statement.executeQuery()) {
        return joined(rows, key);
      }
    }
  }

  private GetReply joined(ResultSet rows, AddressFields key) throws SQLException {
    int columns = database.dialect().allColumns() ? rows.getMetaData().getColumnCount() : 1;
    StringBuilder joined = new StringBuilder();
    int values = 0;
    while (rows.next()) {
      for (int column = 1; column <= columns; column++) {
        String value = rows.getString(column);
        if (value == null) {
          continue;
        }
        if (value.isEmpty()) {
          warnings.warn(
              "key " + Octets.utf8(key.whole()).forLog() + ": an empty value is left out", null);
          continue;
        }
        Optional<String> formatted = queries.resultFormat().format(key, value);
        if (formatted.isPresent()) {
          checkLimit(++values, key);
          joined.append(joined.isEmpty() ? "" : ",").append(formatted.get());
        }
      }
    }
    return joined.isEmpty() ? NotFound.INSTANCE : Found.of(joined.toString());
  }

  private void checkLimit(int values, AddressFields key) throws SQLException {
    if (queries.expansionLimit() > 0 && values > queries.expansionLimit()) {
      throw new SQLTransientException(
          "key "
              + Octets.utf8(key.whole()).forLog()
              + ": "
              + values
              + " values or more (expected: at most "
              + queries.expansionLimit()
              + ", the expansion-limit)");
    }
  }

  /// Stores the value with the update statement.
  ///
  /// @throws SQLException for any failure of the database but one that says that this value can
  ///   never be stored
  @Override
  public PutReply store(Octets key, Octets value) throws SQLException, InterruptedException {
    if (queries.update().isEmpty()) {
      return new Refused("this table is read-only");
    }
    QueryTemplate update = queries.update().get();
    Optional<String> text = key.strictUtf8();
    Optional<String> stored = value.strictUtf8();
    if (text.isEmpty() || stored.isEmpty() || key.indexOf((byte) 0, 0) >= 0) {
      return new Refused("key and value must be UTF-8 without NUL");
    }
    if (Entry.faultIn(value).isPresent()) {
      return new Refused("the value must be one line of text, not empty");
    }
    Optional<List<String>> parameters = update.parameters(text.get(), stored.get());
    if (parameters.isEmpty()) {
      return new Refused("the key has not what the table needs");
    }
    checkFile();
    return workers.run((connection, running) -> write(connection, running, parameters.get()));
  }

  private PutReply write(Connection connection, Running running, List<String> parameters)
      throws SQLException {
    String sql = queries.update().orElseThrow().sql();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      running.begin(statement);
      return statement.executeUpdate() > 0
          ? Stored.INSTANCE
          : new Refused("the database changed nothing");
    } catch (SQLException e) {
      if (isFinal(e)) {
        warnings.warn("update refused by the database: " + e.getMessage(), null);
        return new Refused("the database does not take this value");
      }
      throw e;
    }
  }

  /* Classes 22 and 23 of SQLSTATE: the data is wrong, or a constraint forbids it. */
  private static boolean isFinal(SQLException e) {
    String state = e.getSQLState();
    return (state != null && (state.startsWith("22") || state.startsWith("23")))
        || (e instanceof SQLiteException sqlite
            && sqlite.getResultCode().name().startsWith("SQLITE_CONSTRAINT"));
  }

  private static void bind(PreparedStatement statement, List<String> parameters)
      throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      statement.setString(i + 1, parameters.get(i));
    }
  }

  /* SQLite goes on reading a file that was deleted or renamed over: look whether it is still there,
   * and still the same. */
  private void checkFile() throws SQLException {
    if (file == null) {
      return;
    }
    Object now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new SQLTransientException(
          "database: " + file + " (expected: an SQLite file that exists)", e);
    }
    Object before = fileKey;
    if (now != null && !now.equals(before)) {
      fileKey = now;
      if (before != null) {
        workers.renew();
      }
    }
  }

  @Override
  public boolean mayBlock() {
    return true;
  }

  @Override
  public void close() {
    workers.close();
  }
}
