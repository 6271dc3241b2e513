package io.trueup.model.problem;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The catalogue of all rules of a model, with their meaning and remedy. It includes rules of
 * platforms and of fetching a model.
 */
public final class RuleCatalogue {

  /** One a line: id, severity, meaning, what to do; in Markdown. */
  private static final String TABLE =
      """
      assignment.form | error | An entry of `assign` does not name a group | Write it as `workspace/group`
      assignment.group-unknown | error | The assigned workspace has no such group | Correct the name, declare the group, or remove the assignment
      assignment.history | error | An assigned group requires history, and the platform keeps only the newest state | Assign it to a platform that keeps history
      assignment.no-requirements | error | An assigned group does not say what it requires | Add `requires` to the group
      assignment.of-transformer | error | A workspace with a transformer is assigned | Remove the assignment; the transformer runs where its output is used
      assignment.platform-unknown | error | The platform does not exist | Correct the name, or declare it under `platforms`
      assignment.twice | error | A group is assigned to one platform twice | Remove one of the two
      assignment.workspace-unknown | error | The assigned workspace does not exist | Correct the name, declare it, or remove the assignment
      classification.unknown | error | A classification is neither of the common scheme nor `scheme/label` | Correct it
      column.type | error | A column's type does not exist | Use a listed type; quote it if it has a comma within braces
      compatibility.assignment-dropped | error | A provisioned assignment is removed | Set its status to `decommissioned` first, in a separate change
      compatibility.assignment-status | error | A provisioned assignment is `provisioning` again | Leave it provisioned, or decommission it
      compatibility.avro | error | A new Avro schema cannot read data of the old one | Change it within Avro's schema resolution, or declare a new dataset
      compatibility.column-not-nullable | error | A new column is not nullable | Make it nullable: existing rows have no value for it
      compatibility.column-removed | error | A column of the accepted version is missing | Keep it, or declare a new dataset without it
      compatibility.nullability | error | A column becomes nullable or not nullable | Leave it unchanged
      compatibility.partition | error | A dataset's partition columns change | Declare a new dataset with the new ones
      compatibility.platform-type | error | A platform changes its type | Declare a new platform, assign to both, then decommission the old one
      compatibility.primary-key | error | A dataset's primary key changes | Declare a new dataset with the new key
      compatibility.reclassified | warning | The classification of a dataset or a column changes | Make sure that this is intended: all policies apply to the new classification
      compatibility.reprovision | warning | A store's or dataset's capture changes, or a container, platform or workspace moves to another address, so that data is loaded again | Merge it when the data may be loaded again
      compatibility.schema-kind | error | A dataset changes between columns and an Avro schema | Declare a new dataset
      compatibility.type | error | A column changes its type | Add a new column of the new type
      container.cannot-hold | error | A dataset reaches a container that cannot hold it: a column's type would lose information, two columns would have one name, a type cannot be in a key, or there are too many columns; [containers](containers.md) | Choose a type or name that the container holds, split the dataset, or choose another container
      container.host | error | A container's host is not a host name or address | Correct it
      container.incomplete | error | A container lacks a field that its type requires | Add it
      container.location-unknown | error | A container's location is not declared by any vendor | Correct it, or declare it under `vendors`
      container.reserved-word | warning | A container that a column reaches reserves the column's name | Quote it wherever it is read, as the problem shows; or rename it
      container.version | error | A container's version does not exist, or is older than all supported ones | Correct its `version`, or remove it for the newest
      credential.form | error | A credential is not a name, and may be a secret | Write the name; if it was a secret, change the secret
      dataset.avro | error | An Avro schema cannot be read | Correct it
      dataset.classification-twice | error | A dataset has a classification, and so do its columns | Classify the dataset or its columns
      dataset.declared-twice | error | Two documents of a store declare the same dataset | Remove or rename one of the two
      dataset.key-column-missing | error | A primary key names a column that does not exist | Name a column of the dataset
      dataset.key-column-nullable | error | A column of the primary key is nullable | Write `nullable: false`
      dataset.key-column-twice | error | A primary key names a column twice | Remove one of the two
      dataset.key-column-type | error | A primary key names an Avro field of a non-primitive type | Name another
      dataset.key-column-unlisted | error | A column has `key: true` and `primaryKey` does not list it | List it, or remove the mark
      dataset.name-case | warning | The names of two datasets of a store differ only in case | Rename one of them
      dataset.no-schema | error | A dataset has no columns | Declare its columns
      dataset.partition-column-missing | error | A partition names a column that does not exist | Name a column of the dataset
      dataset.partition-column-nullable | error | A column of the partition is nullable | Write `nullable: false`
      dataset.partition-column-twice | error | A partition names a column twice | Remove one of the two
      dataset.partition-column-type | error | A partition names an Avro field of a non-primitive type | Name another
      dataset.policy-deprecated | warning | A dataset names a deprecated storage policy | Name another, or none
      dataset.policy-unknown | error | A dataset names a storage policy that its zone does not have | Name one of the zone's policies
      dataset.primary-key-missing | error | A dataset has no primary key | Mark columns with `key: true`, or list them under `primaryKey`
      dataset.production-unclassified | error | A dataset of a production store, or a column of it, is not classified | Add `classification` to the dataset, or to every column
      dataset.schema-twice | error | A dataset has both columns and an Avro schema | Remove one of the two
      dataset.unclassified | warning | A dataset has no classification, and neither do its columns | Add `classification` to it, or to its columns
      datasets.of-transformer | error | A document adds datasets to the output of a transformer | Add them to the transformer's output
      datasets.store-unknown | error | A document adds datasets to a store that does not exist | Declare it with a Datastore document
      datasets.team | error | A document adds datasets to another team's store | Have the store's team add them
      document.declared-twice | error | Two documents declare the same thing | Remove or rename one of the two
      document.duplicate-key | error | A mapping has the same key twice | Remove one of the two
      document.duration | error | A length of time is not a number above 0 and a unit | Write it such as `90m`, `8h` or `2d`
      document.empty | error | A list is empty where that could mean none as well as all | Add at least one entry, or remove the list
      document.encoding | error | A file is not UTF-8, or holds a character that cannot be stored | Save it as UTF-8, or remove the character
      document.limit | error | A file is too large, too deep or holds too many values | Split or flatten it
      document.local-time | error | A time of the wall clock is not a date and a time | Write it without an offset, such as `2026-01-05T22:00`
      document.missing-field | error | A required field is missing | Add it
      document.name | error | A name has characters or a length that are not allowed | Rename it
      document.name-reserved | error | The name of a store, dataset, column, source, workspace or group is reserved by every product | Choose another name
      document.repository | error | An owner or branch is not `host/owner/name@branch` | Use this form
      document.syntax | error | A file is not valid YAML or JSON | Correct it at the named place
      document.unknown-field | error | A field does not exist | Correct its name, or remove it
      document.unknown-kind | error | A kind of document does not exist | Use one of the existing kinds
      document.unknown-value | error | A field has a value that is not allowed | Use one of the values in the message
      document.wrong-type | error | A field holds a list, mapping, text or number where another is expected | Use the expected form
      ecosystem.live-is-owner | error | The live branch is the owner's branch | Follow another branch
      ecosystem.missing | error | No Ecosystem document is declared | Declare one
      group.dataset-unknown | error | A group contains a dataset that its store does not have | Correct the name, declare it, or remove the sink
      group.deprecated | error | A group contains a deprecated dataset | Use another, or write `{dataset: store/dataset, deprecated: allowed}`
      group.deprecated-allowed | warning | A group contains a deprecated dataset, with `deprecated: allowed` | Plan to replace it
      group.no-sink | error | A group contains no dataset | List at least one under `datasets`
      group.not-approved | error | A group contains a dataset for which its workspace is not approved | Have the dataset's team add the workspace to `approved`
      group.not-production | warning | A production workspace uses a store that is not production | Have the store's team declare it as `production`, or do without it
      group.production-store | warning | A workspace that is not production uses a production store | Declare the workspace as `production`, or do without the store
      group.requires-of-transformer | error | A group that feeds a transformer has `requires` | Remove `requires`: it follows from the consumers of the output
      group.sink-form | error | A sink is not `store/dataset` | Use this form
      group.store-unknown | error | A group contains a dataset of a store that does not exist | Correct the name, declare it, or remove the sink
      model.cannot-judge | error | Trueup itself fails while it checks a commit | Report it with the daemon's log, and merge the cause in another form
      model.cannot-record | error | The state database rejects a commit's verdict | Report it with the daemon's log, and merge the cause in another form
      model.empty | error | The model root holds no file | Check the source's model root; an empty model never removes anything
      model.lfs-pointer | error | A file is an LFS pointer, which is never fetched | Commit the file itself
      model.more-problems | warning | A version has more problems than are stored | Fix those that are shown, or see all with `trueup check --output json`
      model.oversized | error | A file is larger than the limit | Split it into several files
      model.path | error | A path is not UTF-8, holds control characters or is too long | Rename the file
      model.root-missing | error | The commit does not have the model's folder | Correct the source's model root, or add the folder
      model.submodule | error | A path is a submodule, which is never fetched | Commit its files themselves
      model.symbolic-link | error | A file is a symbolic link, which is never followed | Commit the file itself
      model.too-many-files | error | The model has more files than the limit | Put several documents into one file
      ownership.base-unreadable | error | Neither the base nor an earlier version determines the owner of a change | Fetch the base's whole history, or have the base corrected
      ownership.first-version | error | The first version comes from a source other than the ecosystem's owner | Merge it from the owner's branch
      ownership.not-owner | error | A change comes from a source that does not own the changed object | Remove the change, or merge it from the owner's branch
      ownership.source-unknown | error | A change comes from a source that owns nothing | Merge it from a repository and branch that is declared as an owner
      ownership.still-defined | error | A declaration is removed before its definition | Have the definition removed first, in a separate change
      ownership.team-changed | error | A thing moves between teams with different owners | Leave it with its team, or have one owner remove it and the other declare it
      ownership.undeclared | error | A thing is defined without an owner declared in an earlier version | Declare it first, in a separate change
      platform.container-read-only | error | A platform's container is read-only | Name another, or remove its `readOnly`
      platform.container-unknown | error | A platform's container does not exist | Name it as `zone/team/name`
      platform.credential-kind | error | A platform's credential has a kind that does not open its container | Name a credential of another kind
      platform.dependency-cycle | error | Platforms depend on each other | Remove one of the dependencies
      platform.dependency-never | error | A platform depends on one whose rollout is `never`, so that it would wait for ever | Remove the dependency, or change the rollout
      platform.dependency-twice | error | A platform names a dependency twice | Remove one of the two
      platform.dependency-unknown | error | A platform depends on a platform that does not exist | Correct the name, declare it, or remove the dependency
      platform.jobs | error | A platform's jobs are one for each node, and have a limit that has no effect | Remove `at-most`, or group the nodes
      platform.type-unknown | error | A platform's type does not exist | Correct the platform's `type`
      policy.classification | error | A zone does not allow the classification of data; a zone that allows only some also excludes unclassified data | Change the classification, do without the data, or have the zone's owner allow it
      policy.contradiction | error | A policy or verifier allows and forbids the same thing, or forbids a place that contains an allowed one | Remove one of the two
      policy.encryption | error | Data reaches a container without the encryption that a storage policy of its zone requires | Add `encryption` to the container, or use another
      policy.location | error | Data reaches a location that a zone does not allow, or an unknown location where a zone allows only some | Keep the data away from there, or have the zone's owner allow it
      policy.location-unknown | warning | A policy names a location that no vendor declares; only a warning, because vendors have another owner and a zone may forbid in advance | Correct it, have it declared, or remove it
      policy.platform | error | A platform carries data that a zone does not allow on it | Assign the group to another, or have the zone's owner allow it
      policy.platform-unknown | warning | A policy names a platform that does not exist; only a warning, because platforms have another owner and a zone may forbid in advance | Correct it, have it declared, or remove it
      policy.storage | error | Data reaches a container whose type a storage policy of its zone does not allow | Keep the data away from there, or have the zone's owner allow it
      policy.vendor | error | Data reaches a vendor that a zone does not allow | Keep the data away from there, or have the zone's owner allow it
      policy.vendor-kind | error | Data reaches a kind of vendor that a zone does not allow | Keep the data away from there, or have the zone's owner allow it
      policy.vendor-unknown | warning | A policy names a vendor that does not exist; only a warning, because vendors have another owner and a zone may forbid in advance | Correct it, have it declared, or remove it
      postgres.cannot-widen | error | A column of an existing table widens to a type to which Postgres cannot change it, or the table is partitioned by it | Keep the type, and add a column or declare a new dataset
      postgres.container-incomplete | error | A platform's container has no host or no database | Add both
      postgres.container-missing | error | A platform has no container | Name the container of the database for its tables
      postgres.container-type | error | A platform's container is not a Postgres | Name a container of type `postgres`
      postgres.credential-kind | error | A platform's credential has a kind with which it cannot log in | Name one with a user and a password
      postgres.credential-missing | error | A platform has no credential | Name a credential that may create tables in its container
      postgres.hint | error | A platform of type `postgres` has an unknown hint, or a hint with an unknown value; [hints](model.md#hints-of-platforms-of-type-postgres) | Use a known one, or remove it
      postgres.name-reserved | error | A column's name begins like those of the platform's own columns | Rename the column
      postgres.partition-key | warning | A dataset's partition columns are not all in its primary key, so that its table will not be partitioned | Add them to the primary key of a new dataset, or remove them
      postgres.rewrite | warning | A column of an existing table widens so that Postgres rewrites the table | Have an operator approve it at a quiet time: `trueup schema apply --allow`
      postgres.table-replaced | warning | A dataset is declared again in a form that its kept table cannot take, so that a new table is created and loaded again; only the daemon knows the kept tables | Merge it when the data may be loaded again; `trueup retire list` shows kept tables
      postgres.workspace-container | error | A workspace's container is not the database of its platform's tables | Name a container in that database
      primary-ingestion.platform-unknown | error | A primary platform does not exist | Correct the name, or declare it under `platforms`
      primary-ingestion.store-unknown | error | A store with primary ingestion does not exist | Correct the name, declare it, or remove the entry
      primary-ingestion.unneeded | warning | A store has primary ingestion, and no assigned group needs it | Remove the entry, or assign a group that uses the store
      rollout-policy.cron | error | A cron expression of a schedule cannot be read, or never matches | Write minute, hour, day of month, month, day of week
      rollout-policy.drift | error | A platform is checked for drift more often than every minute | Write at least `1m`
      rollout-policy.guard | error | A part of a removal guard is not a percentage | Write `0%` to `100%`
      rollout-policy.never-open | error | The windows of a platform leave it no time to move, from the start of the first allow window for as long as these last, at most ten years; without any, from the start of the first deny window | Shorten a window that denies, or add one that allows
      rollout-policy.schedule | error | A rollout is on schedule and has none, or has a schedule and is not on schedule | Write both `on: schedule` and `schedule`, or neither
      rollout-policy.unused | warning | The rollout of a platform is `never`, and it has windows, dependencies or an order of versions | Remove them, or write `on: manual`
      rollout-policy.window | error | A window never opens, is longer than its period, or has a rule that cannot be read or never recurs | Correct its start, length, rule or exceptions
      rollout-policy.window-end | error | A window has both a length and an end or neither, an end beside a rule, or an end that is not after its start | Write a `length`, or for a window without a rule a later `end`
      rollout-policy.zone | error | A time zone does not exist | Write its IANA name, such as `Europe/Berlin`
      store.capture-kind | error | A store's kind of capture is not available for its container's type | Use another kind of capture
      store.container-unknown | error | A store's container does not exist | Name one of its team, or `zone/team/name`
      store.credential-kind | error | A credential has a kind that does not open a container of its type | Name one of another kind
      store.kafka-consistency | error | A store is captured by Kafka and is not single-dataset | Write `consistency: single-dataset`
      store.no-dataset | error | A store has no dataset | Declare at least one
      store.source-missing | error | A dataset has no `source`, and another of its store has one | Name the source of all datasets or of none
      store.trigger-missing | warning | A snapshot or watermark capture has no trigger | Add a `trigger`: a cron expression, or `external` if another system starts its job
      store.watermark-column | error | A capture by watermark has no `column`, or another kind of capture has one | Add or remove it
      store.watermark-column-differs | error | The watermark has different types in two datasets | Use one type
      store.watermark-column-missing | error | A dataset does not have the watermark column of its store | Add the column, or use another store
      store.watermark-column-type | error | The watermark is neither an integer nor a timestamp | Use one of the two
      team.undeclared | error | A team is defined, and its zone does not declare it | Declare it under `teams` of the zone first
      team.undefined | warning | A team is declared and not yet defined | Have its owner add its Team document, or remove the declaration
      team.unknown | error | A store or workspace belongs to a team that does not exist | Correct the name, or define the team
      transformer.code | error | A transformer's code is neither SQL nor a command of a repository at a version | Write `sql`, or all of `repository`, `version` and `command`
      transformer.cycle | warning | Transformers use each other's output | Make sure that this is intended: each waits for the others' previous output
      trigger.cron | error | A trigger's cron expression cannot be read, or never matches | Write minute, hour, day of month, month, day of week
      trigger.form | error | A trigger is neither `external` nor has a `cron` | Write one of the two
      vendor.location | error | A vendor or location has no name, or a name with a slash | Name it without `/`
      workspace.classification | error | A workspace does not accept the classification of data | Do without the data, or change the workspace's `classification`
      workspace.container-read-only | error | A workspace's container is read-only | Name another, or remove its `readOnly`
      workspace.container-unknown | error | A workspace's container does not exist | Name one of its team, or `zone/team/name`
      workspace.no-container | error | A workspace is assigned, or has a transformer, and has no container | Add `container`
      workspace.no-group | error | A workspace has no group | Declare at least one under `groups`
      zone.undeclared | error | A zone is defined, and the ecosystem does not declare it | Declare it under `zones` of the ecosystem first
      zone.undefined | warning | A zone is declared and not yet defined | Have its owner add its GovernanceZone document, or remove the declaration
      """;

  private static final List<Rule> RULES = TABLE.lines().map(RuleCatalogue::rule).toList();

  private RuleCatalogue() {}

  /** All rules, in the order of their ids. */
  public static List<Rule> all() {
    return RULES;
  }

  /** The rule of an id. */
  public static Optional<Rule> find(String id) {
    return RULES.stream().filter(it -> it.id().equals(id)).findFirst();
  }

  private static Rule rule(String line) {
    var parts = line.split(" [|] ", 4);
    return new Rule(
        parts[0], Severity.valueOf(parts[1].toUpperCase(Locale.ROOT)), parts[2], parts[3]);
  }
}
