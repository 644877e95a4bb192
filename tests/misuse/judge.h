/* What the header promises of every output. */
#ifndef JUDGE_H
#define JUDGE_H

#include "call.h"

/* So that an output which is not written is seen. */
void poison_outputs(call *c);
void check_output(call *c, int i);

#endif
