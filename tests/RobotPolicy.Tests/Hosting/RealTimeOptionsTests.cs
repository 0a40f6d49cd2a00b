using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Tests.Hosting;

public sealed class RealTimeOptionsTests
{
    [Theory]
    [InlineData(50, 40)]
    [InlineData(98, 88)]
    [InlineData(11, 1)]
    [InlineData(10, 0)]
    [InlineData(0, 0)]
    public void ReceivePriority_ByDefault_IsTenBelowOrNone(int control, int receive)
    {
        var options = new RealTimeOptions { Priority = control };
        Assert.Equal(receive, options.ReceivePriority);
        Assert.Empty(Validate(options));
    }

    [Theory]
    [InlineData(50, 0)]
    [InlineData(50, 49)]
    [InlineData(1, 0)]
    public void Validate_ReceiveBelowControl_IsSound(int control, int receive) =>
        Assert.Empty(Validate(new RealTimeOptions { Priority = control, ReceivePriority = receive }));

    [Theory]
    [InlineData(50, 50, "receive priority: expected 0…49, below the control thread's 50, actual 50")]
    [InlineData(50, -1, "receive priority: expected 0…49, below the control thread's 50, actual -1")]
    [InlineData(0, 1, "receive priority: expected 0…0, below the control thread's 0, actual 1")]
    public void Validate_ReceiveNotBelowControl_IsRefused(int control, int receive, string error) =>
        Assert.Equal([error], Validate(new RealTimeOptions { Priority = control, ReceivePriority = receive }));

    private static List<string> Validate(RealTimeOptions options)
    {
        List<string> errors = [];
        options.Validate(errors);
        return errors;
    }
}
