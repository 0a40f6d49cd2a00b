using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Tests.Hosting;

public sealed class CollectorBudgetTests
{
    [Theory]
    [InlineData("4000000", "collections between ticks, the runtime's own after 64 MiB")]
    [InlineData(" 0x2000000 ", "collections between ticks, the runtime's own after 32 MiB")]
    public void Read_ALargeBudget_IsApplied(string text, string name) =>
        Assert.Equal(new RealTimeSetting(name, true, null), CollectorBudget.Read(variable => variable == CollectorBudget.Variable ? text : null));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("lots")]
    [InlineData("10000")]
    [InlineData("1000000")]
    public void Read_NoneOrASmallOne_IsRefusedWithTheVariableThatPermitsIt(string? text)
    {
        var setting = CollectorBudget.Read(_ => text);
        Assert.False(setting.Applied);
        Assert.Contains("DOTNET_GCgen0size=4000000", setting.Reason, StringComparison.Ordinal);
    }
}
