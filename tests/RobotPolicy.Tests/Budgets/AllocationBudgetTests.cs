using System.Reflection;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Budgets;

public sealed class AllocationBudgetTests
{
    [Fact]
    public void File_NamesWhatTestsMeasure_AndNothingElse()
    {
        var measured = typeof(AllocationBudget).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(measured.Order(StringComparer.Ordinal), AllocationBudget.All.Keys.Order(StringComparer.Ordinal));
        Assert.All(AllocationBudget.All.Values, bytes => Assert.InRange(bytes, 0, 1024));
    }

    [Fact]
    public void Check_OneByteTooMuch_FailsAndNamesTheBudget()
    {
        AllocationBudget.Check(AllocationBudget.Tick, 0, 1000);
        var failure = Assert.ThrowsAny<Exception>(() => AllocationBudget.Check(AllocationBudget.Tick, 1, 1000));
        Assert.Contains("tick: expected at most 0 bytes", failure.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => AllocationBudget.Check(AllocationBudget.Tick, 0, 0));
    }
}
