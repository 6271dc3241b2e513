package io.trueup.listener.cli;

import io.trueup.listener.daemon.view.AuditChainView.HeadView;
import org.jspecify.annotations.Nullable;

/**
 * The first or the last line of an exported file.
 *
 * @param after where the file begins; null in the last line
 * @param head where it ends; null in the first line
 */
record AuditExportMark(@Nullable HeadView after, @Nullable HeadView head) {}
