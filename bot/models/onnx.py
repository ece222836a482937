"""Opening an ONNX model, as every reader here does: on one thread, without chatter."""

from importlib import import_module
from pathlib import Path
from typing import Any


def session(model: Path) -> Any:  # noqa: ANN401 - onnxruntime ships no types
    """Return a model that is ready to run; loading the package takes a while.

    Args:
        model: The ONNX file.

    Raises:
        ImportError: onnxruntime is not installed.
    """
    onnxruntime: Any = import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors alone
    return onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"]
    )
