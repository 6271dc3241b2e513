@NullMarked
package io.trueup.listener.daemon.edge;

import org.jspecify.annotations.NullMarked;
