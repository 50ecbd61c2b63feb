"""Which pieces of the multilingual vocabulary Chinese and English need, and the tokenizer over them. Build only."""

import re
from collections.abc import Collection, Sequence

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
"""The first four have the ids 0 to 3 in every vocabulary of this family."""

_SPACE = "\u2581"
_LATIN_END = 0x180
_CHINESE = re.compile(
    "[\u2e80-\u2fdf\u3000-\u303f\u3100-\u312f\u31a0-\u31ef\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_SINGLE = re.compile("[\u0370-\u045f\u3040-\u30ff]")
"""Greek, Cyrillic and kana stay as single letters: they turn up in names, formulas and product codes."""
_TILDE, _PARKED = "\uff5e", "\U000f0000"


def kept(pieces: Sequence[str], english: Collection[str]) -> list[int]:
    """Ids of the pieces that stay, ascending.

    These are the special ones, every single Latin letter, everything without letters, Latin pieces that the vocabulary
    `english` holds too, Chinese (also mixed with ASCII), and single letters of a few other scripts.
    """
    wanted = frozenset(english)
    return [number for number, piece in enumerate(pieces) if piece in SPECIAL or _stays(piece, wanted)]


def _stays(piece: str, english: frozenset[str]) -> bool:
    body = piece.lstrip(_SPACE)
    if all(ord(char) < _LATIN_END or not char.isalnum() for char in body):
        return len(body) <= 1 or piece in english or not any(map(str.isalpha, body))
    if len(body) == 1 and (not body.isalpha() or _SINGLE.match(body)):
        return True
    return all(char.isascii() or not char.isalnum() or _CHINESE.match(char) for char in body)


def tokenizer_json(pieces: Sequence[str], scores: Sequence[float]) -> str:
    """A `tokenizers` Unigram tokenizer over the pieces, as JSON; it puts `<s>` and `</s>` round the text."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    numbers = {piece: number for number, piece in enumerate(pieces)}
    model = models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=numbers["<unk>"], byte_fallback=False)
    tokenizer = Tokenizer(model)
    # SentencePiece's nmt_nfkc leaves the full-width tilde alone, so it passes NFKC under another code point.
    steps = [
        normalizers.Nmt(),
        normalizers.Replace(_TILDE, _PARKED),
        normalizers.NFKC(),
        normalizers.Replace(_PARKED, _TILDE),
        normalizers.Replace(Regex(" {2,}"), " "),
        normalizers.Strip(),
    ]
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        "<s> $A </s>", special_tokens=[(name, numbers[name]) for name in ("<s>", "</s>")]
    )
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in SPECIAL])
    return tokenizer.to_str()
