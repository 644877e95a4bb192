from typing import Any, Dict

ABI_VERSION: int

def bind(addresses: Dict[str, int], hooks: Dict[str, Any]) -> int: ...
