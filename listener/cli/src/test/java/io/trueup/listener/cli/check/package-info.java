/** Tests of the merge check's outputs. */
@NullMarked
package io.trueup.listener.cli.check;

import org.jspecify.annotations.NullMarked;
