#include "result.h"

#include "jni_nouns.h"
#include "values_out.h"

static uint64_t text_bytes(luavm_bytes text) {
  return sizeof(int32_t) + text.length;
}

static uint64_t head_bytes(const luavm_result *result) {
  return sizeof(int32_t) + 7 * sizeof(int64_t) + text_bytes(result->message) +
         text_bytes(result->traceback) + text_bytes(result->source) +
         text_bytes(result->output);
}

static char *put_head(const luavm_result *result, char *to) {
  const luavm_usage *usage = &result->usage;
  to = put_int32(to, result->status);
  to = put_int64(to, (uint64_t)result->line);
  to = put_int64(to, usage->fuel);
  to = put_int64(to, usage->wall_ns);
  to = put_int64(to, usage->cpu_ns);
  to = put_int64(to, usage->memory_bytes);
  to = put_int64(to, usage->memory_peak_bytes);
  to = put_int64(to, usage->gc_count);
  to = put_text(to, result->message);
  to = put_text(to, result->traceback);
  to = put_text(to, result->source);
  return put_text(to, result->output);
}

/* result: NULL for values alone. */
static jbyteArray written(JNIEnv *env, const luavm_result *result,
                          const values_plan *plan) {
  uint64_t bytes = plan->bytes + (result != NULL ? head_bytes(result) : 0);
  if (bytes > ARRAY_MAX) {
    throw_out_of_memory(env, "Lua values are larger than a Java array can be");
    return NULL;
  }
  jbyteArray array = (*env)->NewByteArray(env, (jsize)bytes);
  if (array == NULL) return NULL;
  /* Written in place: nothing between these two calls may wait or use JNI. */
  char *to = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
  if (to == NULL) {
    if (!(*env)->ExceptionCheck(env))
      throw_out_of_memory(env, "no memory for Lua values");
    return NULL;
  }
  values_write(plan, result != NULL ? put_head(result, to) : to);
  (*env)->ReleasePrimitiveArrayCritical(env, array, to, 0);
  return array;
}

jbyteArray result_to_java(JNIEnv *env, luavm_vm vm, luavm_status status,
                          luavm_result *block) {
  const luavm_result without_block = {.struct_size = sizeof without_block,
                                      .status = status};
  const luavm_result *result = block != NULL ? block : &without_block;
  values_plan plan;
  jbyteArray array = NULL;
  if (values_measure(&plan, result->values, result->value_count, &result->error))
    array = written(env, result, &plan);
  else
    throw_out_of_memory(env, "no native memory to read a Lua result");
  if (array == NULL && plan.reference_count != 0)
    vm_release(vm, plan.references, plan.reference_count);
  values_plan_free(&plan);
  vm_result_free(block);
  return array;
}

jbyteArray values_to_java(JNIEnv *env, const luavm_value *values, size_t count) {
  values_plan plan;
  jbyteArray array = NULL;
  if (values_measure(&plan, values, count, NULL))
    array = written(env, NULL, &plan);
  else
    throw_out_of_memory(env, "no native memory to read Lua values");
  values_plan_free(&plan);
  return array;
}
