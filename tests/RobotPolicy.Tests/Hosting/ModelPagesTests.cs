using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Tests.Hosting;

public sealed class ModelPagesTests
{
    private const string Asked = "glibc.malloc.hugetlb=1";

    [Theory]
    [InlineData("always [madvise] never\n", Asked)]
    [InlineData("always [madvise] never\n", "glibc.malloc.check=1:" + Asked)]
    [InlineData("[always] madvise never\n", null)]
    public void Read_KernelGivesThem_AreApplied(string kernel, string? tunables) =>
        Assert.Equal(new RealTimeSetting("huge pages for models", true, null), Read(kernel, tunables));

    [Theory]
    [InlineData("always [madvise] never\n", null, "GLIBC_TUNABLES=glibc.malloc.hugetlb=1 in the environment")]
    [InlineData("always [madvise] never\n", "glibc.malloc.hugetlb=0", "GLIBC_TUNABLES=glibc.malloc.hugetlb=1 in the environment")]
    [InlineData("always [madvise] never\n", "glibc.malloc.hugetlb=10", "GLIBC_TUNABLES=glibc.malloc.hugetlb=1 in the environment")]
    [InlineData("always madvise [never]\n", Asked, "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled")]
    [InlineData(null, Asked, "this kernel has none")]
    [InlineData("", Asked, "this kernel has none")]
    public void Read_Otherwise_IsRefusedWithWhatPermitsThem(string? kernel, string? tunables, string reason)
    {
        var setting = Read(kernel, tunables);

        Assert.False(setting.Applied);
        Assert.Contains(reason, setting.Reason, StringComparison.Ordinal);
    }

    private static RealTimeSetting Read(string? kernel, string? tunables) =>
        ModelPages.Read(variable => variable == "GLIBC_TUNABLES" ? tunables : null, kernel);
}
