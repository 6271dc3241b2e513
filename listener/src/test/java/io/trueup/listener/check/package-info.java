/** Tests of the merge check's outputs. */
@NullMarked
package io.trueup.listener.check;

import org.jspecify.annotations.NullMarked;
