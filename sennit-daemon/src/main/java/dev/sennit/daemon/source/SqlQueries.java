package dev.sennit.daemon.source;

import dev.sennit.maps.keys.CaseFold;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What to ask a database, and what to make of the rows.
///
/// @param query looks a key up
/// @param update stores a value; without it the table is read-only
/// @param resultFormat what becomes of each value
/// @param domains if there are any, only keys `user@domain` with one of these are looked up;
///   subdomains are not meant; compared without case
/// @param expansionLimit how many values there may be; more are an error, not cut; 0: no limit
public record SqlQueries(
    QueryTemplate query,
    Optional<QueryTemplate> update,
    ResultFormat resultFormat,
    Set<String> domains,
    int expansionLimit) {

  /// @throws IllegalArgumentException if the limit is below 0
  public SqlQueries {
    if (expansionLimit < 0) {
      throw new IllegalArgumentException(
          "expansion-limit: " + expansionLimit + " (expected: 0 or more)");
    }
    domains = domains.stream().map(CaseFold::fold).collect(Collectors.toUnmodifiableSet());
  }

  /// Lookups alone: values as they are, all domains, no limit.
  ///
  /// @throws IllegalArgumentException as [QueryTemplate#query]
  public static SqlQueries of(String query, SqlDialect dialect) {
    return new SqlQueries(
        QueryTemplate.query(query, dialect), Optional.empty(), ResultFormat.VALUE, Set.of(), 0);
  }

  /// The same with a statement that stores.
  public SqlQueries update(QueryTemplate statement) {
    return new SqlQueries(query, Optional.of(statement), resultFormat, domains, expansionLimit);
  }

  /// The same with another format.
  public SqlQueries resultFormat(ResultFormat format) {
    return new SqlQueries(query, update, format, domains, expansionLimit);
  }

  /// The same for these domains alone.
  public SqlQueries domains(List<String> only) {
    return new SqlQueries(query, update, resultFormat, Set.copyOf(only), expansionLimit);
  }

  /// The same with another limit.
  public SqlQueries expansionLimit(int values) {
    return new SqlQueries(query, update, resultFormat, domains, values);
  }

  /// The statement's parameters, or nothing where this key is not to be looked up.
  Optional<List<String>> lookup(String key) {
    AddressFields fields = AddressFields.of(key);
    if (!domains.isEmpty()
        && (fields.user().isEmpty() || !domains.contains(CaseFold.fold(fields.domain())))) {
      return Optional.empty();
    }
    return resultFormat.keyNeeds().metBy(fields) ? query.parameters(key, null) : Optional.empty();
  }
}
