using RobotPolicy.Server.Operations.Policies;

namespace RobotPolicy.Tests.Operations;

public sealed class LoadThreadTests
{
    [Fact]
    public void Run_NothingToEnter_StaysOnTheThread() =>
        Assert.Equal(Environment.CurrentManagedThreadId, LoadThread.Run(null, () => Environment.CurrentManagedThreadId));

    [Fact]
    public void Run_SomethingToEnter_LoadsOnTheThreadThatEntered()
    {
        var entered = 0;

        var loaded = LoadThread.Run(() => entered = Environment.CurrentManagedThreadId, () => Environment.CurrentManagedThreadId);

        Assert.Equal(entered, loaded);
        Assert.NotEqual(Environment.CurrentManagedThreadId, loaded);
    }

    [Fact]
    public void Run_LoadThrows_IsThrownAsItIs() => Assert.Throws<PolicyRefusedException>(
        () => LoadThread.Run<int>(() => { }, () => throw new PolicyRefusedException(["no"])));
}
