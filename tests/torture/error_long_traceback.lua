-- Ends with a traceback that is longer than what a result holds by itself.
local a_function_with_a_name_of_forty_letters, another_function_of_just_the_same_length
function a_function_with_a_name_of_forty_letters(n)
  if n == 0 then error('at the bottom: ' .. ('why '):rep(100)) end
  return another_function_of_just_the_same_length(n - 1) + 1
end
function another_function_of_just_the_same_length(n)
  local kept = { n, tostring(n) }
  return a_function_with_a_name_of_forty_letters(n - 1) + #kept
end
print('down', a_function_with_a_name_of_forty_letters(40))
