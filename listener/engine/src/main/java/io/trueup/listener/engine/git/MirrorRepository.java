package io.trueup.listener.engine.git;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A mirror's repository, which takes no pack that is beyond the limits. */
final class MirrorRepository extends FileRepository {

  private final PackLimits limits;

  private MirrorRepository(BaseRepositoryBuilder<?, ?> builder, PackLimits limits)
      throws IOException {
    super(builder);
    this.limits = limits;
  }

  /** Opens one that is there. */
  static MirrorRepository open(Path gitFolder, PackLimits limits) throws IOException {
    var builder =
        new FileRepositoryBuilder().setGitDir(gitFolder.toFile()).setBare().setMustExist(true);
    return new MirrorRepository(builder.setup(), limits);
  }

  @Override
  public ObjectInserter newObjectInserter() {
    return limits.guard(super.newObjectInserter());
  }
}
