using System.Text;
using RobotPolicy.Inference.Goals.Tokenization;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Tests.Inference.Goals;

public sealed class TokenizerFileTests
{
    private const string WordLevel =
        """
        {
          "normalizer": { "type": "Sequence", "normalizers": [ { "type": "Lowercase" }, { "type": "Strip" } ] },
          "pre_tokenizer": { "type": "Whitespace" },
          "model": { "type": "WordLevel", "unk_token": "[UNK]", "vocab": { "[PAD]": 0, "[UNK]": 1, "put": 2, "it": 3, "on": 4, "blue": 5, "!": 6 } }
        }
        """;

    [Fact]
    public void Encode_WordLevel_LowersSplitsAndPads() =>
        Assert.Equal([2, 3, 4, 5, 6, 0, 0, 0], Encode(WordLevel, " Put it ON blue! "));

    [Fact]
    public void Encode_UnknownWord_IsTheUnknownToken() => Assert.Equal([2, 1, 0, 0, 0, 0, 0, 0], Encode(WordLevel, "put cube"));

    [Fact]
    public void Encode_WordPiece_TakesTheLongestPieceAndSpecialTokensAround() => Assert.Equal(
        [101, 2, 3, 4, 1, 102, 0, 0],
        Encode(
            """
            {
              "added_tokens": [ { "id": 0, "content": "[PAD]" } ],
              "normalizer": { "type": "BertNormalizer", "lowercase": true },
              "pre_tokenizer": { "type": "BertPreTokenizer" },
              "post_processor": {
                "type": "TemplateProcessing",
                "single": [ { "SpecialToken": { "id": "[CLS]", "type_id": 0 } }, { "Sequence": { "id": "A", "type_id": 0 } }, { "SpecialToken": { "id": "[SEP]", "type_id": 0 } } ],
                "special_tokens": { "[CLS]": { "id": "[CLS]", "ids": [101], "tokens": ["[CLS]"] }, "[SEP]": { "id": "[SEP]", "ids": [102], "tokens": ["[SEP]"] } }
              },
              "model": { "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "vocab": { "[PAD]": 0, "[UNK]": 1, "grip": 2, "##per": 3, ",": 4, "##p": 5 } }
            }
            """,
            "Gripper, xyz"));

    [Fact]
    public void Encode_BytePairs_MergesByRankAndKnowsSpaces() => Assert.Equal(
        [10, 11, 12, 9, 9, 9, 9, 9],
        Encode(
            """
            {
              "padding": { "pad_id": 9 },
              "pre_tokenizer": { "type": "ByteLevel", "add_prefix_space": false },
              "model": { "type": "BPE", "merges": ["l o", ["lo", "w"], "Ġ low", "e r"], "vocab": { "low": 10, "Ġlow": 11, "er": 12, "l": 1, "o": 2 } }
            }
            """,
            "low lower"));

    [Fact]
    public void Encode_TooManyTokens_SaysHowMany()
    {
        var problems = new List<string>();
        Read(WordLevel)!.Encode("put it on blue", new long[3], problems);
        Assert.Equal(["the text has 4 tokens, at most 3 are taken"], problems);
    }

    [Fact]
    public void Encode_NoWord_IsAProblem()
    {
        var problems = new List<string>();
        Read(WordLevel)!.Encode("  ", new long[3], problems);
        Assert.Equal(["the text holds no word"], problems);
    }

    [Theory]
    [InlineData("\"Whitespace\"", "\"Metaspace\"", "pre_tokenizer.type")]
    [InlineData("\"Strip\"", "\"Precompiled\"", "normalizer.normalizers[1].type")]
    [InlineData("\"WordLevel\"", "\"Unigram\"", "model.type")]
    [InlineData("\"unk_token\": \"[UNK]\"", "\"unk_token\": \"[OOPS]\"", "model.unk_token")]
    public void Read_WhatIsNotKnown_IsAnErrorByItsPlace(string known, string other, string field)
    {
        var errors = new List<PackageError>();
        Assert.Null(TokenizerFile.Read(Encoding.UTF8.GetBytes(WordLevel.Replace(known, other, StringComparison.Ordinal)), "tokenizer.json", errors));
        Assert.Equal([("tokenizer.json", field)], errors.Select(e => (e.File, e.Field)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{ \"model\": 3 }")]
    [InlineData("{ \"model\": { \"type\": \"BPE\", \"merges\": [\"ab\"], \"vocab\": {} } }")]
    public void Read_Broken_IsAnError(string json)
    {
        var errors = new List<PackageError>();
        Assert.Null(TokenizerFile.Read(Encoding.UTF8.GetBytes(json), "tokenizer.json", errors));
        Assert.NotEmpty(errors);
    }

    private static TokenizerFile? Read(string json)
    {
        var errors = new List<PackageError>();
        var tokenizer = TokenizerFile.Read(Encoding.UTF8.GetBytes(json), "tokenizer.json", errors);
        Assert.Empty(errors);
        return tokenizer;
    }

    private static long[] Encode(string json, string text)
    {
        var problems = new List<string>();
        var ids = new long[8];
        Read(json)!.Encode(text, ids, problems);
        Assert.Empty(problems);
        return ids;
    }
}
