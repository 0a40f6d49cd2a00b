using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Tests.Data.Mcap;

public sealed class McapValidatorTests
{
    [Fact]
    public void GoodFile_HasNoProblem() => Assert.Empty(Check(McapFiles.Sample()));

    [Theory]
    [InlineData(McapOpcode.Statistics, 9, "message_count says")]
    [InlineData(McapOpcode.Statistics, 27, "metadata_count says")]
    [InlineData(McapOpcode.Statistics, 43, "message_end_time says")]
    [InlineData(McapOpcode.MessageIndex, 15, "entries point to no such message")]
    [InlineData(McapOpcode.ChunkIndex, 25, "no chunk stands at byte")]
    [InlineData(McapOpcode.ChunkIndex, 33, "chunk_length says")]
    [InlineData(McapOpcode.AttachmentIndex, 9, "no attachment stands at byte")]
    [InlineData(McapOpcode.MetadataIndex, 17, "metadata record at byte")]
    [InlineData(McapOpcode.SummaryOffset, 10, "it says that")]
    [InlineData(McapOpcode.Footer, 9, "summary_start says")]
    public void FieldThatLies_IsTold(McapOpcode record, int at, string text)
    {
        var file = McapFiles.Sample();
        file[McapFiles.Offset(file, record) + at] ^= 1;

        var problems = Check(file);

        Assert.Contains(problems, problem => problem.IsError && problem.Text.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void NoStatistics_IsToldButNoError()
    {
        var problems = Check(McapFiles.Sample(new McapWriteOptions { UseStatistics = false }));

        Assert.Contains(problems, problem => problem.Record == "Statistics" && !problem.IsError);
    }

    private static IReadOnlyList<McapProblem> Check(byte[] file) => McapValidator.Check(new MemoryStream(file), new McapReadOptions { ValidateCrcs = false });
}
