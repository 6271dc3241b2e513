package io.trueup.model.problem;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every rule that a model can break, with what it means. Rules of platforms and of how a model is
 * fetched are among them.
 */
public final class RuleCatalogue {

  /** One a line: id, severity, meaning, what to do; in Markdown. */
  private static final String TABLE =
      """
      assignment.form | error | An entry of `assign` does not name a group | Write it as `workspace/group`
      assignment.group-unknown | error | The assigned workspace has no such group | Correct the name, declare the group, or remove the assignment
      assignment.history | error | An assigned group requires the past, and the platform keeps the newest state only | Assign it to a platform that keeps the past
      assignment.no-requirements | error | An assigned group does not say what it requires | Add `requires` to the group
      assignment.of-transformer | error | A workspace with a transformer is assigned | Remove the assignment; it runs where its output is wanted
      assignment.platform-unknown | error | The platform does not exist | Correct the name, or declare it under `platforms`
      assignment.twice | error | One group is assigned to one platform twice | Remove one of the two
      assignment.workspace-unknown | error | The assigned workspace does not exist | Correct the name, declare it, or remove the assignment
      classification.unknown | error | A classification is none of the common scheme and not `scheme/label` | Correct it
      column.type | error | A column's type is none | Write one of the types; quote it where it holds a comma within braces
      compatibility.assignment-dropped | error | An assignment that is provisioned is gone | Set its status to `decommissioned` first, in a change of its own
      compatibility.assignment-status | error | An assignment that is provisioned is `provisioning` again | Leave it provisioned, or decommission it
      compatibility.avro | error | A new Avro schema cannot read what was written by the old one | Change it as the resolution of schemas lets you, or declare a new dataset
      compatibility.column-not-nullable | error | A new column is not nullable | Make it nullable: rows that exist have no value for it
      compatibility.column-removed | error | A column of the accepted version is missing | Keep it, or declare a new dataset without it
      compatibility.nullability | error | A column becomes nullable or not nullable | Leave it as it was
      compatibility.partition | error | A dataset's partition columns change | Declare a new dataset with the new ones
      compatibility.platform-type | error | A platform changes its type | Declare a new platform, assign to both, then decommission the old one
      compatibility.primary-key | error | A dataset's primary key changes | Declare a new dataset with the new key
      compatibility.reclassified | warning | A dataset or a column is classified otherwise | Make sure that it is meant: all policies are judged by the new classification
      compatibility.reprovision | warning | A store or dataset is captured in another way, or a container, platform or workspace moves to another address, so that data is loaded again | Merge it when that may happen
      compatibility.schema-kind | error | A dataset changes between columns and an Avro schema | Declare a new dataset
      compatibility.type | error | A column changes its type | Add a new column of the new type
      container.cannot-hold | error | A dataset reaches a container that cannot hold a column of it without loss, not under a name of its own, not in its key, or not so many columns; [what containers hold](containers.md) | Choose a type or name that it holds, split the dataset, or choose another container
      container.host | error | A container's host is no host name or address | Correct it
      container.incomplete | error | A container lacks what its type needs | Add it
      container.location-unknown | error | A container lies at a location of no vendor | Correct it, or declare it under `vendors`
      container.reserved-word | warning | A container that a column reaches reserves the word that it is called by | Write it in quotes, as the problem shows, wherever it is read; or rename it
      container.version | error | A container names a version of its product that is none, or older than all that are known | Correct its `version`, or remove it for the newest
      credential.form | error | A credential is not a name, and perhaps a secret | Write the name; if a secret stood there, change it
      dataset.avro | error | An Avro schema cannot be read | Correct it
      dataset.classification-twice | error | A dataset is classified as a whole and at columns | Classify one or the other
      dataset.declared-twice | error | Two documents of a store declare one dataset | Remove or rename one of the two
      dataset.key-column-missing | error | A primary key names what is no column | Name a column of the dataset
      dataset.key-column-nullable | error | A column of the primary key is nullable | Write `nullable: false`
      dataset.key-column-twice | error | A primary key names a column twice | Remove one of the two
      dataset.key-column-type | error | A primary key names an Avro field that is not of a primitive type | Name another
      dataset.key-column-unlisted | error | A column has `key: true` and `primaryKey` does not list it | List it, or remove the mark
      dataset.name-case | warning | The names of two datasets of a store differ in upper and lower case alone | Rename one of them
      dataset.no-schema | error | A dataset has no column | Declare its columns
      dataset.partition-column-missing | error | A partition names what is no column | Name a column of the dataset
      dataset.partition-column-nullable | error | A column of the partition is nullable | Write `nullable: false`
      dataset.partition-column-twice | error | A partition names a column twice | Remove one of the two
      dataset.partition-column-type | error | A partition names an Avro field that is not of a primitive type | Name another
      dataset.policy-deprecated | warning | A dataset names a storage policy that is deprecated | Name another, or none
      dataset.policy-unknown | error | A dataset names a storage policy that its own zone does not have | Name one of the zone's own policies
      dataset.primary-key-missing | error | A dataset has no primary key | Mark columns with `key: true`, or list them under `primaryKey`
      dataset.production-unclassified | error | A dataset of a production store, or a column of it, is not classified | Add `classification` to the dataset, or to every column
      dataset.schema-twice | error | A dataset has columns and an Avro schema | Remove one of the two
      dataset.unclassified | warning | Nothing of a dataset is classified | Add `classification` to it, or to its columns
      datasets.of-transformer | error | A document adds datasets to the output of a transformer | Add them to the transformer's output
      datasets.store-unknown | error | A document adds datasets to a store that does not exist | Declare it with a Datastore document
      datasets.team | error | A document of another team adds datasets to a store | Only the store's own team adds datasets to it
      document.declared-twice | error | Two documents declare one thing | Remove or rename one of the two
      document.duplicate-key | error | A name is given twice in one mapping | Remove one of the two
      document.empty | error | A list is there and empty, where that could mean nobody as well as everybody | Write at least one into it, or remove it
      document.encoding | error | A file is not UTF-8, or holds a character that cannot be stored | Save it as UTF-8, remove the character
      document.limit | error | A file is too large, too deep or holds too many values | Split or flatten it
      document.missing-field | error | A field that is needed is not there | Add it
      document.name | error | A name has characters or a length that it cannot have | Rename it
      document.name-reserved | error | A store, dataset, column, source, workspace or group is called by a word that every product reserves | Give it another name
      document.repository | error | An owner or branch is not `host/owner/name@branch` | Write it so
      document.syntax | error | A file is not YAML, or not JSON | Correct it at the place that is named
      document.unknown-field | error | There is no such field | Correct its name, or remove it
      document.unknown-kind | error | There is no such kind of document | Write one of the kinds that there are
      document.unknown-value | error | A field holds none of the values that it may | Write one of those that the message names
      document.wrong-type | error | A field holds a list, mapping, text or number where another is expected | Write what is expected
      ecosystem.live-is-owner | error | The live branch is the owner's branch | Follow another branch
      ecosystem.missing | error | No document of kind Ecosystem is declared | Declare one
      group.dataset-unknown | error | A group wants a dataset that its store does not have | Correct the name, declare it, or remove the sink
      group.deprecated | error | A group wants a dataset that is deprecated | Want another, or write `{dataset: store/dataset, deprecated: allowed}`
      group.deprecated-allowed | warning | A group wants a deprecated dataset, and says that it knows | Plan to do without it
      group.no-sink | error | A group wants no dataset | List at least one under `datasets`
      group.not-approved | error | A group wants a dataset that its workspace is not approved for | Have the dataset's team add the workspace to `approved`
      group.not-production | warning | A production workspace wants what a store of no production has | Have the store's team declare it as `production`, or do without it
      group.production-store | warning | A workspace that is not production's wants a store that is | Declare the workspace as `production`, or do without it
      group.requires-of-transformer | error | A group that feeds a transformer requires something | Remove `requires`: it follows from who wants the output
      group.sink-form | error | A sink is not `store/dataset` | Write it so
      group.store-unknown | error | A group wants a dataset of a store that does not exist | Correct the name, declare it, or remove the sink
      model.cannot-judge | error | Trueup itself fails while it judges a commit | Report it with the daemon's log, and merge what makes it fail in another form
      model.cannot-record | error | The state database does not take what a commit was judged to be | Report it with the daemon's log, and merge what it does not take in another form
      model.empty | error | There is no file under the model root | Check the source's model root; nothing is ever removed for it
      model.lfs-pointer | error | A file is a pointer into LFS, which is never fetched | Commit the file itself
      model.more-problems | warning | There are more problems than are kept of a version | Mend those that are shown, or see all with `trueup check --output json`
      model.oversized | error | A file is larger than a model's file may be | Split it into several files
      model.path | error | A path is not UTF-8, holds control characters or is too long | Rename the file
      model.root-missing | error | The commit lacks the folder of the model | Correct the source's model root, or add the folder
      model.submodule | error | A path is a submodule, which is never fetched | Commit its files themselves
      model.symbolic-link | error | A file is a symbolic link, which is never followed | Commit the file itself
      model.too-many-files | error | There are more files than a model may have | Put several documents into one file
      ownership.base-unreadable | error | Neither the base nor a version before it says who owns what a change brings | Fetch the base's whole history, or have the base corrected
      ownership.first-version | error | The first version comes from another source than the ecosystem's owner | Bring it from there
      ownership.not-owner | error | A change comes from a source that does not own what it changes | Take the change out, or bring it from the owner
      ownership.source-unknown | error | A change comes from a source that owns nothing | Bring it from a repository and branch that is declared as an owner
      ownership.still-defined | error | A declaration is removed before what it declares | Have the definition removed first, in a change of its own
      ownership.team-changed | error | A thing moves between teams of two owners | Leave it with its team, or have it removed by the one and then declared by the other
      ownership.undeclared | error | A thing is defined that nobody had declared an owner for before | Declaring and defining are two changes: have it declared first
      platform.container-read-only | error | A platform's container is read-only | Name another, or remove its `readOnly`
      platform.container-unknown | error | A platform's container does not exist | Name it as `zone/team/name`
      platform.credential-kind | error | A platform's container is not opened by credentials of that kind | Name a credential of another kind
      platform.dependency-cycle | error | Platforms depend on each other | Remove one of the dependencies
      platform.dependency-unknown | error | A platform depends on one that does not exist | Correct the name, declare it, or remove the dependency
      platform.type-unknown | error | No platform of that type is there | Correct the platform's `type`
      policy.classification | error | A zone does not allow what data is classified as; where it allows only some, what is not classified is not allowed | Classify it otherwise, do without it, or have the zone's owner allow it
      policy.contradiction | error | A policy or verifier allows a thing and forbids it, or forbids what it lies in | Remove one of the two
      policy.encryption | error | Data reaches a container without the encryption that a storage policy of its zone wants | Add `encryption` to the container, or use another
      policy.location | error | Data reaches a place that a zone does not allow it in, or one that is not known where only some are allowed | Keep the data away from there, or have the zone's owner allow it
      policy.location-unknown | warning | A policy names a location that no vendor has; a warning, for vendors are another owner's and a zone may forbid ahead | Correct it, have it declared, or remove it
      policy.platform | error | A platform carries data that a zone does not allow it on | Assign the group to another, or have the zone's owner allow it
      policy.platform-unknown | warning | A policy names a platform that does not exist; a warning, for platforms are another owner's and a zone may forbid ahead | Correct it, have it declared, or remove it
      policy.storage | error | Data reaches a container of a type that a storage policy of its zone does not allow | Keep the data away from there, or have the zone's owner allow it
      policy.vendor | error | Data reaches a vendor that a zone does not allow it with | Keep the data away from there, or have the zone's owner allow it
      policy.vendor-kind | error | Data reaches a kind of vendor that a zone does not allow it with | Keep the data away from there, or have the zone's owner allow it
      policy.vendor-unknown | warning | A policy names a vendor that does not exist; a warning, for vendors are another owner's and a zone may forbid ahead | Correct it, have it declared, or remove it
      postgres.cannot-widen | error | A column of a table that exists widens to a type that Postgres does not change it to, or is one that the table is partitioned by | Keep the type, and add a column or declare a new dataset
      postgres.container-incomplete | error | A container of a platform names no host or no database | Give it both
      postgres.container-missing | error | A platform names no container | Name the one whose database is to hold its tables
      postgres.container-type | error | A platform's container is no Postgres | Name a container of type `postgres`
      postgres.credential-kind | error | A platform's credential is of a kind that it does not log in with | Name one with a user and a password
      postgres.credential-missing | error | A platform names no credential | Name the one that may make tables in its container
      postgres.hint | error | A platform of type `postgres` has a hint that the type does not know, or one with a value that it does not; [hints](model.md#hints-of-platforms-of-type-postgres) | Choose a known one, or remove it
      postgres.name-reserved | error | A column's name begins as those of the platform's own columns do | Rename the column
      postgres.partition-key | warning | The partition columns of a dataset are not all in its primary key, so that its table will not be partitioned | Add them to the primary key of a new dataset, or remove them
      postgres.rewrite | warning | A column of a table that exists widens so that Postgres writes the table anew | Have an operator allow it when nobody needs the table: `trueup schema apply --allow`
      postgres.table-replaced | warning | A dataset is declared again in a form that the table which is kept of it cannot take, so that a new table is created and loaded again; only the daemon knows what is kept | Merge it when that may happen; `trueup retire list` shows what is kept
      postgres.workspace-container | error | A workspace's container is not the database that its platform keeps its tables in | Name a container in that database
      primary-ingestion.platform-unknown | error | A primary platform does not exist | Correct the name, or declare it under `platforms`
      primary-ingestion.store-unknown | error | A store with primary ingestion does not exist | Correct the name, declare it, or remove the entry
      primary-ingestion.unneeded | warning | A store has primary ingestion and nothing that is assigned needs it | Remove the entry, or assign a group that wants the store
      store.capture-kind | error | A store is captured in a way that its container's type does not offer | Capture it in another way
      store.container-unknown | error | A store's container does not exist | Name one of its team, or `zone/team/name`
      store.credential-kind | error | A credential is of a kind that lets nobody into a container of its type | Name one of another kind
      store.kafka-consistency | error | A store is captured by Kafka and not single-dataset | Write `consistency: single-dataset`
      store.no-dataset | error | A store has no dataset | Declare at least one
      store.source-missing | error | A dataset has no `source` and another of its store has one | Name the source of all datasets or of none
      store.trigger-missing | warning | Nothing says when a snapshot or watermark is captured | Add a `trigger`: a cron expression, or `external` when something else starts its job
      store.watermark-column | error | A capture by watermark names no `column`, or another capture names one | Add or remove it
      store.watermark-column-differs | error | The watermark has different types in two datasets | Use one type
      store.watermark-column-missing | error | A dataset does not have the watermark of its store | Add the column, or use another store
      store.watermark-column-type | error | The watermark is no integer and no timestamp | Use one of the two
      team.undeclared | error | A team is defined and its zone does not declare it | Declare it under `teams` of the zone first
      team.undefined | warning | A team is declared and not yet defined | Its owner adds its Team document; or remove the declaration
      team.unknown | error | A store or workspace is of a team that does not exist | Correct the name, or define the team
      transformer.code | error | A transformer's code is neither SQL nor a command of a repository at a version | Write `sql`, or all of `repository`, `version` and `command`
      transformer.cycle | warning | Transformers want each other's output | Make sure that this is meant: each waits for what the others made the time before
      trigger.cron | error | A trigger's cron expression cannot be read, or never comes | Write minute, hour, day of month, month, day of week
      trigger.form | error | A trigger is neither `external` nor has a `cron` | Write one of the two
      vendor.location | error | A vendor or location has no name, or one with a slash | Name it without `/`
      workspace.classification | error | A workspace does not take what data is classified as | Do without it, or change the workspace's own `classification`
      workspace.container-read-only | error | A workspace's container is read-only | Name another, or remove its `readOnly`
      workspace.container-unknown | error | A workspace's container does not exist | Name one of its team, or `zone/team/name`
      workspace.no-container | error | A workspace is assigned, or has a transformer, and has no container | Add `container`
      workspace.no-group | error | A workspace has no group | Declare at least one under `groups`
      zone.undeclared | error | A zone is defined and the ecosystem does not declare it | Declare it under `zones` of the ecosystem first
      zone.undefined | warning | A zone is declared and not yet defined | Its owner adds its GovernanceZone document; or remove the declaration
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
